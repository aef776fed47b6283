/** What somebody does, sent to the server. What comes of it shows in the workspace. */

import type { Value } from "../blocks/types";
import { place } from "./place";

export type Typed = Readonly<Record<string, Value>>;

export type Act =
  | { act: "say"; channel: string; text: string; thread_ts: string }
  | { act: "click"; channel: string; ts: string; action_id: string; value: Value }
  | { act: "click"; view: string; action_id: string; value: Value; typed: Typed }
  | { act: "click"; home: true; action_id: string; value: Value }
  | { act: "shortcut"; channel: string; ts: string; callback_id: string }
  | { act: "submit"; view: string; typed: Typed }
  | { act: "dismiss"; view: string }
  | { act: "open_home"; tab: "home" | "messages" }
  | { act: "travel"; days: 1 | 7 };

export interface Outcome {
  ok: boolean;
  error: string;
}

const SILENT = "The playground does not answer. Is it still running?";

export async function act(what: Act): Promise<Outcome> {
  try {
    const answer = await fetch("/api/do", {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify({ as: place.get().as, ...what }),
    });
    const told = (await answer.json()) as { ok?: boolean; error?: string };
    if (answer.ok && told.ok !== false) return { ok: true, error: "" };
    return { ok: false, error: told.error ?? SILENT };
  } catch {
    return { ok: false, error: SILENT };
  }
}
