/** An input of a modal, with its label, its hint and what is amiss with what stands in it. */

import { useId } from "react";
import { Use } from "../elements/Use";
import { useUsage } from "../elements/usage";
import { unescaped } from "./mrkdwn";
import type { Block, Element, Text } from "./types";

const GROUPS = new Set(["radio_buttons", "checkboxes", "multi_static_select", "multi_users_select",
  "multi_channels_select", "multi_conversations_select"]);

export function Input({ block }: { block: Block }) {
  const { errors } = useUsage();
  const id = useId();
  const element = block.element as Element;
  const label = unescaped((block.label as Text).text);
  const hint = (block.hint as Text | undefined)?.text;
  const optional = block.optional === true;
  const error = errors[block.block_id ?? ""];
  const described = [hint && `${id}-hint`, error && `${id}-error`].filter(Boolean).join(" ");
  const name = (
    <>
      {label} {optional && <span className="optional">(optional)</span>}
    </>
  );
  const use = (
    <Use
      element={element}
      blockId={block.block_id ?? ""}
      label=""
      input={{ id, required: !optional, invalid: Boolean(error), described, dispatches: block.dispatch_action === true }}
    />
  );
  return (
    <div className={error ? "block-input wrong" : "block-input"}>
      {GROUPS.has(element.type) ? (
        <fieldset aria-describedby={described || undefined} data-invalid={error ? "" : undefined}>
          <legend>{name}</legend>
          {use}
        </fieldset>
      ) : (
        <>
          <label htmlFor={id}>{name}</label>
          {use}
        </>
      )}
      {hint && <p className="hint" id={`${id}-hint`}>{unescaped(hint)}</p>}
      {error && <p className="field-error" id={`${id}-error`}>{error}</p>}
    </div>
  );
}
