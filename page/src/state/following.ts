/**
 * Asks the server for changes, again and again, as long as the page is in front.
 *
 * A browser has six connections to a host for all its tabs, and each question holds one until something changes. So a
 * tab that nobody sees asks nothing, and hears what it has missed when it is seen again.
 */

import { createStore } from "./store";
import type { Changes } from "./types";
import { applied, workspace } from "./workspace";

const PAUSE_MS = 1000; // after a failure

/** Whether the server answers. */
export const line = createStore({ lost: false });

export async function follow(): Promise<never> {
  let known = "";
  for (;;) {
    await inFront();
    const asking = new AbortController();
    const leave = () => document.hidden && asking.abort();
    document.addEventListener("visibilitychange", leave);
    try {
      const told = await changes(known, asking.signal);
      workspace.set(applied(workspace.get(), told));
      known = `?run=${encodeURIComponent(told.run)}&after=${told.seq}`;
      if (line.get().lost) line.set({ lost: false });
    } catch {
      if (asking.signal.aborted) continue;
      line.set({ lost: true });
      await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
    } finally {
      document.removeEventListener("visibilitychange", leave);
    }
  }
}

async function inFront(): Promise<void> {
  while (document.hidden) {
    await new Promise((resolve) => document.addEventListener("visibilitychange", resolve, { once: true }));
  }
}

async function changes(known: string, signal: AbortSignal): Promise<Changes> {
  const answer = await fetch(`/api/changes${known}`, { cache: "no-store", signal });
  if (!answer.ok) throw new Error(`${answer.status}`);
  return (await answer.json()) as Changes;
}
