/** A link in a text: one to a message of this workspace leads to it on the page, any other opens a tab of its own. */

import type { MouseEvent, ReactNode } from "react";
import { jumpTo } from "../state/place";
import { workspace } from "../state/workspace";

const SAFE = /^(https?:|mailto:|tel:)/i;
const PERMALINK = /^\/archives\/([A-Z0-9]+)\/p(\d{10,})(\d{6})$/;

export function SlackLink({ href, children }: { href: string; children: ReactNode }) {
  if (!SAFE.test(href)) return <span>{children}</span>;
  const follow = (event: MouseEvent) => {
    const target = messageAt(href);
    if (!target) return;
    event.preventDefault();
    jumpTo(target.channel, target.ts, target.thread);
  };
  return (
    <a href={href} target="_blank" rel="noopener noreferrer" onClick={follow}>
      {children}
    </a>
  );
}

export interface LinkedMessage {
  channel: string;
  ts: string;
  thread: string;
}

/** The message a permalink names, where it is one of this workspace. */
export function messageAt(href: string): LinkedMessage | null {
  const url = URL.parse(href);
  if (!url || url.hostname !== workspace.get().about?.domain) return null;
  const [, channel = "", seconds = "", rest = ""] = PERMALINK.exec(url.pathname) ?? [];
  return channel ? { channel, ts: `${seconds}.${rest}`, thread: url.searchParams.get("thread_ts") ?? "" } : null;
}
