/** Which messages somebody has seen, so that a channel can say that there are new ones. */

import { useEffect, useMemo } from "react";
import { place } from "./place";
import { createStore, useStore } from "./store";
import type { Message } from "./types";
import { compareTs, workspace } from "./workspace";

// The ts of the last message seen, by person and channel. All that is there when the page opens counts as seen.
const seen = createStore<{ last: Readonly<Record<string, string>> }>({ last: {} });
let opened = "";

/** How many messages of a channel the person has not seen; those of the channel they look at are. */
export function useUnread(channel: string): number {
  const as = useStore(place, (at) => at.as);
  const looking = useStore(place, (at) => at.channel === channel);
  const messages = useStore(workspace, (state) => state.messages[channel]);
  const last = useStore(seen, (state) => state.last[`${as}/${channel}`]) ?? openedAt();
  const newest = messages?.at(-1)?.ts ?? "";
  useEffect(() => {
    if (looking && newest) seen.set({ last: { ...seen.get().last, [`${as}/${channel}`]: newest } });
  }, [looking, newest, as, channel]);
  return useMemo(() => (looking ? 0 : (messages ?? []).filter((one) => isNew(one, last, as)).length), [messages, last, as, looking]);
}

function isNew(message: Message, last: string, as: string): boolean {
  const own = message.user === as || (message.only_for !== "" && message.only_for !== as);
  return !own && compareTs(message.ts, last) > 0;
}

function openedAt(): string {
  const all = Object.values(workspace.get().messages).map((messages) => messages.at(-1)?.ts ?? "0.0");
  opened ||= all.sort(compareTs).at(-1) ?? "0.0";
  return opened;
}
