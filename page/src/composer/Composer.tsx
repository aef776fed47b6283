/** Where one writes: Enter sends, Shift with Enter begins a line, and what is written stays until it was sent. */

import { type KeyboardEvent, useEffect, useId, useLayoutEffect, useRef, useState } from "react";
import { SendIcon } from "../parts/icons";
import { act } from "../state/acting";
import { draftKey, drafts, keepDraft } from "../state/drafts";
import { useStore } from "../state/store";
import { workspace } from "../state/workspace";
import { type Suggestion, suggestionsFor } from "./completing";
import { Suggestions } from "./Suggestions";

interface ComposerProps {
  channel: string;
  thread: string;
  label: string;
}

export function Composer({ channel, thread, label }: ComposerProps) {
  const text = useStore(drafts, ({ texts }) => texts[draftKey(channel, thread)] ?? "");
  const filled = useStore(drafts, (state) => state.filled);
  const about = useStore(workspace, (state) => state.about);
  const people = useStore(workspace, (state) => state.people);
  const [caret, setCaret] = useState(text.length);
  const [at, setAt] = useState(0);
  const [closed, setClosed] = useState("");
  const [error, setError] = useState("");
  const field = useRef<HTMLTextAreaElement>(null);
  const begun = useRef(filled);
  const id = useId();
  const found = closed === text ? [] : suggestionsFor(text, caret, about, people, thread !== "");
  const chosen = found[at % Math.max(found.length, 1)];

  useLayoutEffect(() => grow(field.current), [text]);
  useEffect(() => {
    if (begun.current === filled) return;
    begun.current = filled;
    if (thread === "") field.current?.focus();
  }, [filled, thread]);

  const write = (next: string, caretAt: number) => {
    keepDraft(channel, thread, next);
    setCaret(caretAt);
    setAt(0);
    setError("");
  };
  const complete = ({ text: next, caret: caretAt }: Suggestion) => {
    write(next, caretAt);
    field.current?.focus();
    requestAnimationFrame(() => field.current?.setSelectionRange(caretAt, caretAt));
  };
  const send = async () => {
    if (!text.trim()) return;
    const key = draftKey(channel, thread);
    keepDraft(channel, thread, "");
    setError("");
    const outcome = await act({ act: "say", channel, text, thread_ts: thread });
    if (outcome.ok) return;
    // What was typed comes back, before whatever was typed since.
    const since = drafts.get().texts[key] ?? "";
    drafts.change({ texts: { ...drafts.get().texts, [key]: since ? `${text}\n${since}` : text } });
    setClosed(text);
    setError(outcome.error);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.nativeEvent.isComposing) return;
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    const exact = found.some((suggestion) => suggestion.text.trim() === text.trim());
    if (chosen && step) setAt((at + step + found.length) % found.length);
    else if (chosen && event.key === "Escape") setClosed(text);
    else if (chosen && (event.key === "Tab" || (event.key === "Enter" && !exact)) && !event.shiftKey) complete(chosen);
    else if (event.key === "Enter" && !event.shiftKey) void send();
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
  return (
    <form
      className="composer"
      onSubmit={(event) => {
        event.preventDefault();
        void send();
      }}
    >
      {found.length > 0 && <Suggestions id={id} all={found} chosen={at % found.length} onChoose={complete} />}
      <p className="composer-error" id={`${id}-error`} role="alert">{error}</p>
      <div className="composer-box">
        <textarea
          ref={field} rows={1} dir="auto" value={text} aria-label={label} placeholder={label}
          aria-autocomplete="list" aria-controls={found.length ? id : undefined}
          aria-activedescendant={chosen ? `${id}-${at % found.length}` : undefined}
          aria-invalid={error ? true : undefined} aria-describedby={error ? `${id}-error` : undefined}
          onChange={(event) => write(event.target.value, event.target.selectionStart)}
          onSelect={(event) => setCaret(event.currentTarget.selectionStart)}
          onKeyDown={onKeyDown}
        />
        <button type="submit" className="send" aria-label="Send" disabled={!text.trim()}><SendIcon /></button>
      </div>
    </form>
  );
}

function grow(field: HTMLTextAreaElement | null): void {
  if (!field) return;
  field.style.height = "auto";
  field.style.height = `${field.scrollHeight}px`;
}
