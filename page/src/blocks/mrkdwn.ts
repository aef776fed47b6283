/**
 * Slack's mrkdwn as the rich text it stands for, which the library draws.
 *
 * The library has a reader of mrkdwn of its own, but that one takes it for Markdown: it loses headings, images and
 * tables that are none in Slack, and makes links of what is none (see ../../README.md).
 * https://docs.slack.dev/messaging/formatting-message-text
 */

import type { Json, RichText, Text } from "./types";

type Style = Readonly<Record<string, true>>;

const FENCE = "```";
// Each alternative ends at its own next mark or at the line's end, so reading takes time linear in the text.
const INLINE = new RegExp(
  [
    "<(?<angle>[^<>\\n]+)>",
    "`(?<code>[^`\\n]+)`",
    "(?<![\\p{L}\\p{N}*])\\*(?<bold>[^\\s*](?:[^*\\n]*[^\\s*])?)\\*(?![\\p{L}\\p{N}*])",
    "(?<![\\p{L}\\p{N}_])_(?<italic>[^\\s_](?:[^_\\n]*[^\\s_])?)_(?![\\p{L}\\p{N}_])",
    "(?<![\\p{L}\\p{N}~])~(?<strike>[^\\s~](?:[^~\\n]*[^\\s~])?)~(?![\\p{L}\\p{N}~])",
    "(?<![\\p{L}\\p{N}:]):(?<emoji>[a-z+][a-z0-9_+'-]*):(?![\\p{L}\\p{N}:])",
  ].join("|"),
  "gu",
);
const SAFE = /^(https?:|mailto:|tel:)/i;

/** The rich text of a text object or a message's text. */
export function richText(text: Text | string): RichText {
  const { type, text: written } = typeof text === "string" ? { type: "mrkdwn", text } : text;
  const elements = type === "mrkdwn" ? blocksIn(written) : [section([plain(unescaped(written), {})])];
  return { type: "rich_text", elements };
}

function blocksIn(text: string): Json[] {
  const parts = text.split(FENCE);
  // An opening fence without a closing one is text.
  const last = parts.length % 2 === 0 ? FENCE + (parts.pop() ?? "") : "";
  if (last) parts[parts.length - 1] += last;
  return parts.flatMap((part, number) => (number % 2 ? [preformatted(part)] : linesIn(part, number > 0)));
}

function linesIn(text: string, afterFence: boolean): Json[] {
  const made: Json[] = [];
  const open = (afterFence ? text.replace(/^\n/, "") : text).replace(/\n$/, "");
  if (!open.trim()) return [];
  let quoted = false;
  let held: string[] = [];
  const close = () => {
    if (held.length) made.push(quoted ? quote(inline(held.join("\n"))) : section(inline(held.join("\n"))));
    held = [];
  };
  for (const line of open.split("\n")) {
    const isQuote = line.startsWith("&gt;");
    if (isQuote !== quoted) close();
    quoted = isQuote;
    held.push(isQuote ? line.replace(/^&gt; ?/, "") : line);
  }
  close();
  return made;
}

function inline(text: string, style: Style = {}): Json[] {
  const made: Json[] = [];
  let done = 0;
  const upTo = (end: number) => {
    if (end > done) made.push(plain(unescaped(text.slice(done, end)), style));
  };
  for (const found of text.matchAll(INLINE)) {
    const { angle, code, bold, italic, strike, emoji } = found.groups ?? {};
    upTo(found.index);
    done = found.index + found[0].length;
    if (angle !== undefined) made.push(special(angle, style));
    else if (code !== undefined) made.push(plain(unescaped(code), { ...style, code: true }));
    else if (bold !== undefined) made.push(...inline(bold, { ...style, bold: true }));
    else if (italic !== undefined) made.push(...inline(italic, { ...style, italic: true }));
    else if (strike !== undefined) made.push(...inline(strike, { ...style, strike: true }));
    else if (emoji !== undefined) made.push({ type: "emoji", name: emoji });
  }
  upTo(text.length);
  return made;
}

/** What stands in angle brackets: a person, a channel, a call to all, a date or a link; else it is text. */
function special(inside: string, style: Style): Json {
  const bar = inside.indexOf("|");
  const target = bar < 0 ? inside : inside.slice(0, bar);
  const label = bar < 0 ? "" : inside.slice(bar + 1);
  if (/^@[A-Z0-9]+$/.test(target)) return { type: "user", user_id: target.slice(1), style };
  if (/^#[A-Z0-9]+$/.test(target)) return { type: "channel", channel_id: target.slice(1), style };
  if (/^!(channel|here|everyone)$/.test(target)) return { type: "broadcast", range: target.slice(1), style };
  const date = /^!date\^(\d+)\^/.exec(target);
  if (date) return plain(unescaped(label || localDay(Number(date[1]))), style);
  if (SAFE.test(target)) return { type: "link", url: unescaped(target), text: unescaped(label || target), style };
  return plain(unescaped(`<${inside}>`), style);
}

function localDay(seconds: number): string {
  return new Date(seconds * 1000).toLocaleString();
}

function plain(text: string, style: Style): Json {
  return { type: "text", text, style };
}

function section(elements: Json[]): Json {
  return { type: "rich_text_section", elements };
}

function quote(elements: Json[]): Json {
  return { type: "rich_text_quote", elements };
}

function preformatted(text: string): Json {
  const shown = text.replace(/^\n/, "").replace(/\n$/, "");
  return { type: "rich_text_preformatted", elements: [plain(unescaped(shown), {})] };
}

/** Slack escapes these three characters and no others. */
export function unescaped(text: string): string {
  return text.replaceAll("&lt;", "<").replaceAll("&gt;", ">").replaceAll("&amp;", "&");
}
