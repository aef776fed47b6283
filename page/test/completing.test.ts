/** What can complete a text as it is typed. */

import { describe, expect, it } from "vitest";
import { suggestionsFor } from "../src/composer/completing";
import type { About, Person } from "../src/state/types";

const ABOUT = {
  command: "/stack",
  subcommands: [
    { name: "decide <title>", hint: "logs a decision" },
    { name: "decisions <words>", hint: "finds them" },
    { name: "help", hint: "" },
  ],
} as unknown as About;
const PEOPLE: Record<string, Person> = {
  U0ANA: { id: "U0ANA", name: "ana", bot: false },
  U0STACK: { id: "U0STACK", name: "stackbot", bot: true },
  USLACKBOT: { id: "USLACKBOT", name: "slackbot", bot: true },
};

const texts = (text: string, inThread = false) =>
  suggestionsFor(text, text.length, ABOUT, PEOPLE, inThread).map((suggestion) => suggestion.text);

describe("a command", () => {
  it("and its parts are suggested from the first stroke", () => {
    expect(texts("/")).toEqual(["/stack ", "/stack decide ", "/stack decisions ", "/stack help "]);
  });

  it("narrows as one types, and leaves out what stands for something", () => {
    expect(texts("/stack de")).toEqual(["/stack decide ", "/stack decisions "]);
  });

  it("that is complete suggests nothing more, so Tab leaves the field", () => {
    expect(texts("/stack help ")).toEqual([]);
  });

  it.each(["/stack Node or Python?", "say /stack", ""])("is not suggested in “%s”", (text) => {
    expect(texts(text)).toEqual([]);
  });

  it("is not suggested in threads, where Slack has none", () => {
    expect(texts("/", true)).toEqual([]);
  });
});

describe("a name", () => {
  it("is suggested after an @, the bot's too, and Slack's own is not", () => {
    expect(texts("hey @")).toEqual(["hey @ana ", "hey @stackbot "]);
  });

  it("is completed in the middle of a text", () => {
    const [only] = suggestionsFor("hey @st there", 7, ABOUT, PEOPLE, true);

    expect(only).toMatchObject({ text: "hey @stackbot there", caret: 14 });
  });

  it.each(["a@b", "mail@ana"])("is not suggested in the address %s", (text) => {
    expect(texts(text)).toEqual([]);
  });
});
