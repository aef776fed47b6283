/** Messages by day, the newest at the bottom; the list follows new ones as long as its end is in sight. */

import { Fragment, type ReactNode, type RefObject, useLayoutEffect, useRef } from "react";
import { place } from "../state/place";
import { useStore } from "../state/store";
import type { Message } from "../state/types";
import { useEarlier } from "./earlier";
import { MessageItem } from "./MessageItem";
import { dayOf } from "./reading";

const NEAR_PX = 80; // from the end, which is as good as at it

interface MessageListProps {
  label: string;
  messages: readonly Message[];
  replies: ReadonlyMap<string, readonly Message[]>;
  inThread: boolean;
  /** What stands above the first message. */
  children?: ReactNode;
}

export function MessageList({ label, messages, replies, inThread, children }: MessageListProps) {
  const list = useRef<HTMLDivElement>(null);
  const { shown, hidden, showEarlier } = useEarlier(messages, list);
  const follows = useFollowing(list);
  const watchEnd = () => {
    const drawn = list.current;
    if (drawn) follows.current = drawn.scrollHeight - drawn.scrollTop - drawn.clientHeight < NEAR_PX;
  };
  return (
    <div className="message-list" ref={list} onScroll={watchEnd} role="region" aria-label={label} tabIndex={0}>
      <div className="message-list-inside">
        {hidden > 0 ? (
          <button type="button" className="button earlier" onClick={showEarlier}>Show earlier messages ({hidden})</button>
        ) : (
          children
        )}
        {shown.map((message, at) => (
          <Fragment key={message.ts}>
            {!sameDay(message, shown[at - 1]) && <h2 className="day"><span>{dayOf(message.ts)}</span></h2>}
            <MessageItem
              message={message} inThread={inThread}
              replies={replies.get(message.ts)?.length ?? 0} lastReply={replies.get(message.ts)?.at(-1)?.ts ?? ""}
            />
          </Fragment>
        ))}
      </div>
    </div>
  );
}

/** Keeps the end in sight, whatever makes the content longer: a new message, or a card that is redrawn. */
function useFollowing(list: RefObject<HTMLDivElement | null>): RefObject<boolean> {
  const follows = useRef(true);
  const jumps = useStore(place, (at) => (at.shown ? at.jumps : 0));
  useLayoutEffect(() => {
    if (jumps) follows.current = false;
  }, [jumps]);
  useLayoutEffect(() => {
    const drawn = list.current;
    if (!drawn) return undefined;
    const watch = new ResizeObserver(() => {
      if (follows.current) drawn.scrollTop = drawn.scrollHeight;
    });
    for (const part of [drawn, ...drawn.children]) watch.observe(part);
    return () => watch.disconnect();
  }, [list]);
  return follows;
}

function sameDay(message: Message, other: Message | undefined): boolean {
  return other !== undefined && dayOf(message.ts) === dayOf(other.ts);
}
