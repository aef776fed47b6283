/** Asks the server for changes, again and again, as long as the page is open. */

import { createStore } from "./store";
import type { Changes } from "./types";
import { applied, workspace } from "./workspace";

const PAUSE_MS = 1000; // after a failure

/** Whether the server answers. */
export const line = createStore({ lost: false });

export async function follow(): Promise<never> {
  let known = "";
  for (;;) {
    try {
      const answer = await fetch(`/api/changes${known}`, { cache: "no-store" });
      if (!answer.ok) throw new Error(`${answer.status}`);
      const told = (await answer.json()) as Changes;
      workspace.set(applied(workspace.get(), told));
      known = `?run=${encodeURIComponent(told.run)}&after=${told.seq}`;
      if (line.get().lost) line.set({ lost: false });
    } catch {
      line.set({ lost: true });
      await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
    }
  }
}
