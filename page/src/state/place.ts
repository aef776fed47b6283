/** Where the person at the page is: as whom, in which channel and thread, and which panels are open. */

import { createStore } from "./store";
import type { Channel } from "./types";
import { type Workspace, workspace } from "./workspace";

export interface Place {
  as: string;
  channel: string;
  tab: "home" | "messages";
  thread: string;
  inspecting: boolean;
  sidebar: boolean;
  /** The message a link led to, as "C…/ts", and how often one was followed: following one again shows it again. */
  shown: string;
  jumps: number;
}

export const place = createStore<Place>({
  as: "", channel: "", tab: "messages", thread: "", inspecting: false, sidebar: false, shown: "", jumps: 0,
});

export function openChannel(channel: string): void {
  place.change({ channel, tab: "messages", thread: "", sidebar: false, shown: "" });
}

export function openThread(channel: string, thread: string): void {
  place.change({ channel, tab: "messages", thread, shown: "" });
}

export function closeThread(): void {
  place.change({ thread: "" });
}

/** Act as somebody else: a direct message that is not theirs gives way to their own. */
export function actAs(as: string): void {
  const { channels } = workspace.get();
  const at = channels[place.get().channel];
  const stays = at !== undefined && isSeenBy(at, as);
  const own = at?.kind === "im" ? ownDirectMessage(workspace.get(), as)?.id : undefined;
  const channel = stays ? at.id : (own ?? firstChannel(workspace.get(), as));
  place.change({ as, channel, thread: stays ? place.get().thread : "", shown: "" });
}

/** Show a message: its thread too where it stands in one. */
export function jumpTo(channel: string, ts: string, thread: string): void {
  const { jumps } = place.get();
  place.change({
    channel, tab: "messages", thread: thread && thread !== ts ? thread : "", sidebar: false,
    shown: `${channel}/${ts}`, jumps: jumps + 1,
  });
}

/** Takes a first place as soon as there is one, and another where the channel is gone. */
export function settle(): void {
  const { about, channels } = workspace.get();
  if (!about) return;
  const { as, channel } = place.get();
  const person = about.people.includes(as) ? as : (about.people[0] ?? "");
  const there = channels[channel];
  const stays = there !== undefined && isSeenBy(there, person);
  if (person === as && stays) return;
  place.change({ as: person, channel: stays ? channel : firstChannel(workspace.get(), person) });
}

export function isSeenBy(channel: Channel, person: string): boolean {
  return channel.kind === "public" || channel.members.includes(person);
}

export function ownDirectMessage({ channels, about }: Workspace, person: string): Channel | undefined {
  const bot = about?.bot.id ?? "";
  return Object.values(channels).find(
    ({ kind, members }) => kind === "im" && members.includes(person) && members.includes(bot),
  );
}

function firstChannel({ channels }: Workspace, person: string): string {
  const seen = Object.values(channels).filter((channel) => isSeenBy(channel, person) && !channel.archived);
  return (seen.find(({ kind }) => kind === "public") ?? seen[0])?.id ?? "";
}
