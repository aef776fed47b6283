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
const TOO_LONG = 413;

export async function act(what: Act): Promise<Outcome> {
  try {
    const answer = await fetch("/api/do", {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify({ as: place.get().as, ...what }),
    });
    const told = await read(answer);
    if (answer.ok && told?.ok) return { ok: true, error: "" };
    return { ok: false, error: told?.error ?? failure(answer.status) };
  } catch {
    return { ok: false, error: SILENT };
  }
}

/** What the playground says; null where the server below it, or one between, speaks for itself. */
async function read(answer: Response): Promise<{ ok?: boolean; error?: string } | null> {
  const text = await answer.text();
  try {
    return JSON.parse(text) as { ok?: boolean; error?: string };
  } catch {
    return null;
  }
}

function failure(status: number): string {
  if (status === TOO_LONG) return "That is too long for one message.";
  return `Something went wrong in the playground (status ${status}). Its terminal may say what.`;
}
