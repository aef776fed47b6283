/** What stands in the composers and was not sent yet, for each person, channel and thread. */

import { place } from "./place";
import { createStore } from "./store";

export const drafts = createStore<{ texts: Readonly<Record<string, string>>; filled: number }>({ texts: {}, filled: 0 });

export function draftKey(channel: string, thread: string): string {
  return `${place.get().as}/${channel}/${thread}`;
}

export function keepDraft(channel: string, thread: string, text: string): void {
  const { texts } = drafts.get();
  drafts.change({ texts: { ...texts, [draftKey(channel, thread)]: text } });
}

/** Puts a text into a composer, and the focus with it. */
export function draftInto(channel: string, thread: string, text: string): void {
  keepDraft(channel, thread, text);
  drafts.change({ filled: drafts.get().filled + 1 });
}
