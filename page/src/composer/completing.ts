/** What can complete a text as it is typed: a command and its parts at its beginning, a name after an "@". */

import type { About, Person } from "../state/types";

export interface Suggestion {
  name: string;
  hint: string;
  /** The whole text once completed, and where the caret stands in it. */
  text: string;
  caret: number;
}

const SHOWN = 8;

export function suggestionsFor(
  text: string,
  caret: number,
  about: About | null,
  people: Readonly<Record<string, Person>>,
  inThread: boolean,
): readonly Suggestion[] {
  if (!about) return [];
  const before = text.slice(0, caret);
  if (text.startsWith("/") && !inThread && caret === text.length) return commands(text, about);
  const begun = /(?:^|\s)@([\w.-]*)$/.exec(before)?.[1];
  return begun === undefined ? [] : names(before, text.slice(caret), begun.toLowerCase(), Object.values(people));
}

function commands(text: string, { command, subcommands }: About): readonly Suggestion[] {
  const parts = subcommands.map(({ name, hint }) => ({ name: `${command} ${name}`, hint }));
  const all = [{ name: command, hint: "asks which stack to build on" }, ...parts];
  const begun = text.toLowerCase();
  return all
    .map(({ name, hint }) => ({ name, hint, text: `${literal(name)} ` }))
    .filter(({ text: whole }) => whole.toLowerCase().startsWith(begun) && whole !== text)
    .map((suggestion) => ({ ...suggestion, caret: suggestion.text.length }));
}

/** A command without what stands for something, as "<title>" does. */
function literal(name: string): string {
  return name.replace(/\s*<.*$/, "");
}

function names(before: string, after: string, begun: string, people: readonly Person[]): readonly Suggestion[] {
  const start = before.slice(0, before.length - begun.length);
  return people
    .filter(({ id, name }) => id !== "USLACKBOT" && name.toLowerCase().startsWith(begun))
    .slice(0, SHOWN)
    .map(({ name, bot }) => ({
      name: `@${name}`,
      hint: bot ? "the app" : "",
      text: `${start}${name} ${after.replace(/^ /, "")}`,
      caret: start.length + name.length + 1,
    }));
}
