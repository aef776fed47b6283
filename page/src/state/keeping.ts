/** Where the person is, kept for as long as the tab is open, so that a reload leads back there. */

import { place } from "./place";

const KEPT_AS = "stackbot-playground-place";

export function keepPlace(): void {
  try {
    const { as, channel } = JSON.parse(sessionStorage.getItem(KEPT_AS) ?? "{}") as { as?: unknown; channel?: unknown };
    if (typeof as === "string" && typeof channel === "string") place.change({ as, channel });
    place.subscribe(() => {
      const { as: person, channel: at } = place.get();
      sessionStorage.setItem(KEPT_AS, JSON.stringify({ as: person, channel: at }));
    });
  } catch {
    // Where nothing may be kept, a reload begins at the first channel.
  }
}
