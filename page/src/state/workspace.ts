/** The workspace as it was last told, and how changes are laid over it: what did not change stays the same object. */

import { createStore } from "./store";
import type {
  About, BotState, Changes, Channel, Clock, Home, Knowledge, Message, Person, Prompts, TrafficLine, View,
} from "./types";

type ById<T> = Readonly<Record<string, T>>;

export interface Workspace {
  loaded: boolean;
  about: About | null;
  people: ById<Person>;
  channels: ById<Channel>;
  messages: ById<readonly Message[]>;
  views: readonly View[];
  homes: ById<Home>;
  prompts: ById<Prompts>;
  clock: Clock | null;
  knowledge: Knowledge | null;
  bot: BotState | null;
  traffic: readonly TrafficLine[];
}

export const EMPTY: Workspace = {
  loaded: false, about: null, people: {}, channels: {}, messages: {}, views: [], homes: {}, prompts: {},
  clock: null, knowledge: null, bot: null, traffic: [],
};

export const workspace = createStore<Workspace>(EMPTY);

export function applied(before: Workspace, told: Changes): Workspace {
  const after: Workspace = { ...(told.whole ? EMPTY : before), loaded: true };
  const messages = new Map<string, Map<string, Message | null>>();
  const traffic = new Map<number, TrafficLine | null>();
  for (const [key, value] of Object.entries(told.changed)) {
    const [kind, id = "", ts = ""] = key.split("/");
    switch (kind) {
      case "about": after.about = value as About | null; break;
      case "clock": after.clock = value as Clock | null; break;
      case "knowledge": after.knowledge = value as Knowledge | null; break;
      case "bot": after.bot = value as BotState | null; break;
      case "person": after.people = put(after.people, id, value as Person | null); break;
      case "channel": after.channels = put(after.channels, id, value as Channel | null); break;
      case "home": after.homes = put(after.homes, id, value as Home | null); break;
      case "prompts": after.prompts = put(after.prompts, id, value as Prompts | null); break;
      case "view": after.views = viewsWith(after.views, id, value as View | null); break;
      case "traffic": traffic.set(Number(id), value as TrafficLine | null); break;
      case "message":
        if (!messages.has(id)) messages.set(id, new Map());
        messages.get(id)?.set(ts, value as Message | null);
    }
  }
  for (const [channel, changed] of messages) {
    after.messages = { ...after.messages, [channel]: messagesWith(after.messages[channel] ?? [], changed) };
  }
  if (traffic.size) after.traffic = trafficWith(after.traffic, traffic);
  return after;
}

function put<T>(held: ById<T>, id: string, value: T | null): ById<T> {
  if (value !== null) return { ...held, [id]: value };
  const { [id]: _gone, ...rest } = held;
  return rest;
}

function viewsWith(held: readonly View[], id: string, value: View | null): readonly View[] {
  if (value === null) return held.filter((view) => view.id !== id);
  if (!held.some((view) => view.id === id)) return [...held, value];
  return held.map((view) => (view.id === id ? value : view));
}

function messagesWith(held: readonly Message[], changed: ReadonlyMap<string, Message | null>): readonly Message[] {
  const kept = held.filter((message) => !changed.has(message.ts));
  const fresh = [...changed.values()].filter((message) => message !== null);
  return [...kept, ...fresh].sort((one, other) => compareTs(one.ts, other.ts));
}

function trafficWith(held: readonly TrafficLine[], changed: ReadonlyMap<number, TrafficLine | null>) {
  const kept = held.filter((line) => !changed.has(line.number));
  const fresh = [...changed.values()].filter((line) => line !== null);
  return [...kept, ...fresh].sort((one, other) => other.number - one.number);
}

/** Orders timestamps such as "1764000000.000100" by their digits: as numbers they would lose their last ones. */
export function compareTs(one: string, other: string): number {
  const [whole = "", part = ""] = one.split(".");
  const [otherWhole = "", otherPart = ""] = other.split(".");
  return whole.length - otherWhole.length || compare(whole, otherWhole) || compare(part, otherPart);
}

function compare(one: string, other: string): number {
  return one < other ? -1 : one > other ? 1 : 0;
}
