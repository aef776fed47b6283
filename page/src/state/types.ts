/** What the server tells, as `GET /api/changes` has it. */

import type { Json, Block } from "../blocks/types";

export interface About {
  team: string;
  bot: { id: string; name: string };
  command: string;
  subcommands: readonly { name: string; hint: string }[];
  shortcuts: readonly { callback_id: string; name: string }[];
  people: readonly string[];
  domain: string;
  version: string;
}

export interface Person {
  id: string;
  name: string;
  bot: boolean;
}

export interface Channel {
  id: string;
  name: string;
  kind: "public" | "private" | "im" | "mpim";
  members: readonly string[];
  archived: boolean;
}

export interface Message {
  channel: string;
  ts: string;
  user: string;
  text: string;
  blocks: readonly Block[] | null;
  thread_ts: string;
  only_for: string;
  by_app: boolean;
  edited: boolean;
  subtype: string;
}

export interface ViewBody {
  type?: string;
  title?: { text: string };
  submit?: { text: string };
  close?: { text: string };
  blocks?: readonly Block[];
}

export interface View {
  id: string;
  user: string;
  open: boolean;
  body: ViewBody;
  errors: Readonly<Record<string, string>> | null;
  previous: string;
}

export interface Home {
  id: string;
  user: string;
  body: ViewBody;
}

export interface Prompts {
  title: string;
  prompts: readonly { title: string; message: string }[];
}

export interface Clock {
  now?: string;
  ahead_s: number;
  travelling: boolean;
}

export interface Knowledge {
  version: string;
  state: "current" | "reading" | "refused";
  changes: readonly string[];
  problems: readonly { file: string; line: number; text: string }[];
  at: string;
}

export interface BotState {
  state: "ready" | "away";
  why: string;
}

export interface TrafficLine {
  number: number;
  way: "to_app" | "from_app";
  name: string;
  at: string;
  outcome: string;
  reasons: readonly string[];
  took_ms: number | null;
}

export interface Changes {
  run: string;
  seq: number;
  whole: boolean;
  changed: Readonly<Record<string, Json>>;
}
