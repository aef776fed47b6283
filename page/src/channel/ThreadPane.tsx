/** A thread beside its channel; where there is no room for both, over it. */

import { type KeyboardEvent, useMemo, useRef } from "react";
import { Composer } from "../composer/Composer";
import { CloseIcon } from "../parts/icons";
import { usePaneFocus } from "../parts/paneFocus";
import { closeThread, place } from "../state/place";
import { useStore } from "../state/store";
import type { Message } from "../state/types";
import { workspace } from "../state/workspace";
import { MessageList } from "./MessageList";
import { readingOf } from "./reading";

export function ThreadPane({ channel, thread, name }: { channel: string; thread: string; name: string }) {
  const as = useStore(place, (at) => at.as);
  const messages = useStore(workspace, (state) => state.messages[channel]);
  const shown = useMemo(() => {
    const { replies } = readingOf(messages, as);
    const first = messages?.filter(({ ts }) => ts === thread) ?? [];
    return [...first, ...(replies.get(thread) ?? [])];
  }, [messages, as, thread]);
  const pane = useRef<HTMLElement>(null);
  usePaneFocus(pane, "textarea");
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === "Escape") closeThread();
  };
  return (
    <aside className="pane thread" aria-label="Thread" ref={pane} onKeyDown={onKeyDown}>
      <header className="pane-head">
        <h2>Thread</h2>
        <span className="pane-of">{name}</span>
        <button type="button" className="icon-button" aria-label="Close thread" onClick={closeThread}>
          <CloseIcon />
        </button>
      </header>
      <MessageList key={`${channel}/${thread}`} label="Messages in the thread" messages={shown} replies={NONE} inThread />
      <Composer key={`${channel}/${thread}/${as}`} channel={channel} thread={thread} label="Reply…" />
    </aside>
  );
}

const NONE: ReadonlyMap<string, readonly Message[]> = new Map();
