/** Slack's mrkdwn becomes the rich text it stands for, and nothing of a text is lost. */

import { describe, expect, it } from "vitest";
import { richText } from "../src/blocks/mrkdwn";

const SAFE_PIECES = ["*b*", "_i_", "~s~", "`c`", "&lt;b&gt;", "# h", "> q", "| a |", "![i](x)", "2 * 3", "a_b_c", ":x", "<!x>", "```", "\n"];

type Part = { type: string; text?: string; url?: string; style?: object; elements?: Part[] };

const parts = (text: string) => richText(text).elements as unknown as Part[];
const first = (text: string) => parts(text)[0]?.elements ?? [];

/** All that is shown of a text, without the marks that only style it. */
function shown(text: string): string {
  const inside = (part: Part): string => part.text ?? part.elements?.map(inside).join("") ?? "";
  return parts(text).map(inside).join("\n");
}

describe("styles", () => {
  it.each([
    ["*bold*", { bold: true }],
    ["_italic_", { italic: true }],
    ["~gone~", { strike: true }],
    ["`code`", { code: true }],
  ])("%s is styled", (text, style) => {
    expect(first(text)).toEqual([{ type: "text", text: text.slice(1, -1), style }]);
  });

  it("nests", () => {
    expect(first("*all _of_ it*")).toContainEqual({ type: "text", text: "of", style: { bold: true, italic: true } });
  });

  it.each(["2 * 3 * 4", "a_b_c", "* no *", "snake_case_name", "*a\nb*", "1:30:45", "**"])("%s is text", (text) => {
    expect(shown(text)).toBe(text);
    expect(parts(text).flatMap((part) => part.elements).every((part) => !Object.keys(part?.style ?? {}).length)).toBe(true);
  });
});

describe("what Markdown would act on", () => {
  it.each(["# heading", "![i](http://x/y.png)", "[x](javascript:alert(1))", "| a | b |", "1. one", "    four spaces", "<b>x</b>"])(
    "%s is shown as it is",
    (text) => {
      expect(shown(text.replaceAll("<", "&lt;").replaceAll(">", "&gt;"))).toBe(text);
      expect(parts(text).every(({ type }) => type === "rich_text_section")).toBe(true);
    },
  );
});

describe("angle brackets", () => {
  it("hold people, channels, calls to all and links", () => {
    const types = first("<@U0ANA> <#C0X|x> <!channel> <https://a.b?c=1&amp;d=2|label>").filter(({ type }) => type !== "text");

    expect(types.map(({ type }) => type)).toEqual(["user", "channel", "broadcast", "link"]);
    expect(types[3]).toMatchObject({ url: "https://a.b?c=1&d=2", text: "label" });
  });

  it.each(["<javascript:alert(1)|x>", "<data:text/html,x>", "<!unknown>", "<>", "< a >"])("%s is no link", (text) => {
    expect(shown(text)).toBe(text);
  });

  it("in their escaped form are text, unescaped once", () => {
    expect(shown("&lt;script&gt; &amp;lt;")).toBe("<script> &lt;");
  });
});

describe("lines", () => {
  it("that are quoted stand together", () => {
    expect(parts("a\n&gt; b\n&gt; c\nd").map(({ type }) => type)).toEqual(["rich_text_section", "rich_text_quote", "rich_text_section"]);
  });

  it("in a fence keep their marks and spaces", () => {
    const fenced = parts("see\n```\n  *x*\n```\nend");

    expect(fenced.map(({ type }) => type)).toEqual(["rich_text_section", "rich_text_preformatted", "rich_text_section"]);
    expect(fenced[1]?.elements).toEqual([{ type: "text", text: "  *x*", style: {} }]);
  });

  it("after a fence that is never closed are text", () => {
    expect(shown("a ```b")).toBe("a ```b");
  });
});

it("reads whatever people type in a moment, and drops no word of it", () => {
  for (const piece of SAFE_PIECES) {
    const text = `${`word${piece}`.repeat(4000)} end`;
    const begun = performance.now();

    const words = shown(text).match(/word/g)?.length;

    expect(words, piece).toBe(4000);
    expect(performance.now() - begun, piece).toBeLessThan(2000);
  }
});

it("leaves plain text alone", () => {
  const plain = richText({ type: "plain_text", text: "*not bold* <!channel> &lt;" });

  expect(plain.elements).toEqual([
    { type: "rich_text_section", elements: [{ type: "text", text: "*not bold* <!channel> <", style: {} }] },
  ]);
});
