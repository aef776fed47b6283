/** One message, drawn anew only when it, its replies' number or where a link led has changed. */

import { memo, useEffect, useRef } from "react";
import { Avatar } from "../parts/Avatar";
import { EyeIcon } from "../parts/icons";
import { openThread, place } from "../state/place";
import { useStore } from "../state/store";
import type { Message } from "../state/types";
import { workspace } from "../state/workspace";
import { MessageBody } from "./MessageBody";
import { MessageMenu } from "./MessageMenu";
import { dateOf, timeOf } from "./reading";

interface MessageItemProps {
  message: Message;
  replies: number;
  lastReply: string;
  inThread: boolean;
}

export const MessageItem = memo(function MessageItem({ message, replies, lastReply, inThread }: MessageItemProps) {
  const { channel, ts, user } = message;
  const name = useStore(workspace, ({ people }) => people[user]?.name) ?? user;
  const jump = useStore(place, (at) => (at.shown === `${channel}/${ts}` && (at.thread !== "") === inThread ? at.jumps : 0));
  const article = useRef<HTMLElement>(null);
  useEffect(() => {
    if (!jump) return;
    article.current?.scrollIntoView({ block: "center" });
    article.current?.focus({ preventScroll: true });
  }, [jump]);
  const classes = ["message", message.only_for && "ephemeral", jump && "highlighted"].filter(Boolean).join(" ");
  return (
    <article
      ref={article} className={classes} tabIndex={-1}
      data-ts={ts} data-channel={channel} aria-label={`${name}, ${timeOf(ts)}`}
    >
      <Avatar id={user} name={name} square={message.by_app} />
      <div className="message-main">
        {message.only_for && <p className="only-you"><EyeIcon /> Only visible to you</p>}
        <p className="message-head">
          <bdi className="message-name">{name}</bdi>
          {message.by_app && <span className="badge">APP</span>}
          <time dateTime={dateOf(ts).toISOString()} title={dateOf(ts).toLocaleString()}>{timeOf(ts)}</time>
          {message.edited && <span className="edited">(edited)</span>}
        </p>
        <MessageBody message={message} />
        {replies > 0 && !inThread && (
          <button type="button" className="replies" onClick={() => openThread(channel, ts)}>
            {replies} {replies === 1 ? "reply" : "replies"}
            <span className="replies-when"> Last at {timeOf(lastReply)}</span>
          </button>
        )}
      </div>
      {!message.only_for && <MessageMenu message={message} inThread={inThread} />}
    </article>
  );
});
