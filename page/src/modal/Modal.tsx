/** One modal: its blocks, what is amiss in them, and the two ways out. */

import { type FormEvent, useEffect, useMemo, useRef, useState } from "react";
import { Blocks } from "../blocks/Blocks";
import type { Block, Value } from "../blocks/types";
import { UsageContext } from "../elements/usage";
import { amissIn, typedIn, useValues } from "../elements/values";
import { Dialog } from "../parts/Dialog";
import { type Act, act } from "../state/acting";
import type { View } from "../state/types";

const NO_BLOCKS: readonly Block[] = [];

export function Modal({ view, front }: { view: View; front: boolean }) {
  const blocks = view.body.blocks ?? NO_BLOCKS;
  const [values, change] = useValues(blocks);
  const [amiss, setAmiss] = useState<Readonly<Record<string, string>>>({});
  const [trouble, setTrouble] = useState("");
  const [busy, setBusy] = useState(false);
  const form = useRef<HTMLFormElement>(null);
  const errors = useMemo(() => ({ ...view.errors, ...amiss }), [view.errors, amiss]);
  // What was typed by the time of a click goes with it.
  const latest = useRef(values);
  latest.current = values;

  // The first field takes the focus once there is one: a form may take the place of a note that it is being filled.
  const fillable = blocks.some((block) => block.type === "input");
  useEffect(() => {
    if (front && fillable) form.current?.querySelector<HTMLElement>(".block-input :is(input, textarea, select)")?.focus();
  }, [front, fillable]);

  useEffect(() => {
    if (!Object.keys(errors).length) return;
    const wrong = form.current?.querySelector<HTMLElement>(".wrong :is(input, textarea, select)");
    wrong?.focus();
  }, [errors]);

  const tell = async (what: Act) => {
    setTrouble("");
    const { error } = await act(what);
    if (error) setTrouble(error);
  };
  const press = (actionId: string, value: Value) =>
    tell({ act: "click", view: view.id, action_id: actionId, value, typed: typedIn(blocks, latest.current) });
  const take = (key: string, value: Value) => {
    latest.current = { ...latest.current, [key]: value };
    change(key, value);
  };
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    if (busy) return;
    const found = amissIn(blocks, values);
    setAmiss(found);
    if (Object.keys(found).length) return;
    setBusy(true);
    await tell({ act: "submit", view: view.id, typed: typedIn(blocks, values) });
    setBusy(false);
  };
  const leaving = useRef(false);
  const close = async () => {
    // Escape pressed twice is one way out.
    if (leaving.current) return;
    leaving.current = true;
    await tell({ act: "dismiss", view: view.id });
    leaving.current = false;
  };
  return (
    <Dialog title={view.body.title?.text ?? "Dialog"} front={front} onClose={() => void close()}>
      <form ref={form} className="dialog-form" noValidate onSubmit={(event) => void submit(event)}>
        <div className="dialog-body" role="group" aria-label="Form" tabIndex={0}>
          <UsageContext value={{ press, values, change: take, errors }}>
            <Blocks blocks={blocks} />
          </UsageContext>
        </div>
        <p className="dialog-trouble" role="alert">{trouble}</p>
        <footer className="dialog-foot">
          <button type="button" className="button" onClick={() => void close()}>{view.body.close?.text ?? "Close"}</button>
          {view.body.submit && (
            <button type="submit" className="button primary" aria-busy={busy || undefined} aria-disabled={busy || undefined}>
              {view.body.submit.text}
            </button>
          )}
        </footer>
      </form>
    </Dialog>
  );
}
