/** What things are called. */

import type { Channel } from "./types";

/** A channel as people call it: a direct message goes by the other's name. */
export function channelName({ kind, name }: Channel, bot: string): string {
  return kind === "im" ? bot : `#${name}`;
}
