/** Messages by day, the newest at the bottom; the list follows new ones as long as a person has not scrolled away. */

import { Fragment, type ReactNode, useRef } from "react";
import type { Message } from "../state/types";
import { useEarlier } from "./earlier";
import { useFollowing } from "./following";
import { MessageItem } from "./MessageItem";
import { dayOf } from "./reading";

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
  const watch = useFollowing(list, messages.at(-1)?.ts ?? "");
  return (
    <div className="message-list" ref={list} onScroll={watch} role="region" aria-label={label} tabIndex={0}>
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

function sameDay(message: Message, other: Message | undefined): boolean {
  return other !== undefined && dayOf(message.ts) === dayOf(other.ts);
}
