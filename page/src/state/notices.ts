/** What went wrong with something a person did, said until they have seen it. */

import { createStore } from "./store";

const SHOWN_MS = 9000;

export interface Notice {
  id: number;
  text: string;
}

export const notices = createStore<{ all: readonly Notice[] }>({ all: [] });
let last = 0;

export function notify(text: string): void {
  last += 1;
  const id = last;
  notices.set({ all: [...notices.get().all, { id, text }] });
  setTimeout(() => dismiss(id), SHOWN_MS);
}

export function dismiss(id: number): void {
  notices.set({ all: notices.get().all.filter((notice) => notice.id !== id) });
}
