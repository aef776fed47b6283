/** What somebody can see of a channel's messages, and how they hang together. */

import type { Message } from "../state/types";

export interface Reading {
  /** What stands in the channel itself. */
  top: readonly Message[];
  /** The replies of each thread, by the ts of its first message. */
  replies: ReadonlyMap<string, readonly Message[]>;
}

const NONE: readonly Message[] = [];

export function readingOf(messages: readonly Message[] | undefined, person: string): Reading {
  const top: Message[] = [];
  const replies = new Map<string, Message[]>();
  for (const message of messages ?? NONE) {
    if (message.only_for && message.only_for !== person) continue;
    const reply = isReply(message);
    if (reply) replies.set(message.thread_ts, [...(replies.get(message.thread_ts) ?? []), message]);
    if (!reply || message.subtype === "thread_broadcast") top.push(message);
  }
  return { top, replies };
}

export function isReply({ thread_ts, ts }: Message): boolean {
  return thread_ts !== "" && thread_ts !== ts;
}

export function dateOf(ts: string): Date {
  return new Date(Number(ts) * 1000);
}

export function timeOf(ts: string): string {
  return dateOf(ts).toLocaleTimeString([], { hour: "2-digit", minute: "2-digit" });
}

export function dayOf(ts: string): string {
  return dateOf(ts).toLocaleDateString([], { weekday: "long", day: "numeric", month: "long", year: "numeric" });
}
