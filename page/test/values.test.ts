/** What the app is told of a modal's inputs, and what Slack says of them before. */

import { describe, expect, it } from "vitest";
import type { Block } from "../src/blocks/types";
import { amissIn, typedIn } from "../src/elements/values";

const input = (id: string, element: object = {}, more: object = {}): Block =>
  ({ type: "input", block_id: id, element: { type: "plain_text_input", action_id: id, ...element }, ...more }) as Block;

describe("what is told", () => {
  it("goes by action ids, and holds nothing but inputs", () => {
    const blocks = [input("why", { action_id: "reason" }), { type: "actions", elements: [] } as Block];

    expect(typedIn(blocks, { "why/reason": "because" })).toEqual({ reason: "because" });
  });

  it("goes by block ids where an action id stands twice", () => {
    const blocks = [input("one", { action_id: "x" }), input("two", { action_id: "x" })];

    expect(typedIn(blocks, { "one/x": "1", "two/x": "2" })).toEqual({ one: "1", two: "2" });
  });

  it("is null where nothing was typed", () => {
    expect(typedIn([input("why")], {})).toEqual({ why: null });
  });
});

describe("what is amiss", () => {
  it.each([
    ["a required input without anything", input("a"), null, true],
    ["an optional one", input("a", {}, { optional: true }), null, false],
    ["a list without a choice", input("a", { type: "multi_users_select" }), [], true],
    ["a text that is too short", input("a", { min_length: 3 }), "ab", true],
    ["what is no address", input("a", { type: "url_text_input" }), "a b", true],
    ["an address", input("a", { type: "url_text_input" }), "https://a.b", false],
    ["what is no mail address", input("a", { type: "email_text_input" }), "ana", true],
  ])("%s", (_name, block, value, wrong) => {
    expect("a" in amissIn([block], { "a/a": value })).toBe(wrong);
  });
});
