// A scripted workspace for whoever works on the page: `node dev/server.mjs`, then http://127.0.0.1:3031.
// It serves the built page and cards from the tests' snapshots, and answers acts with canned changes. It is not shipped.
import { readFileSync, readdirSync } from "node:fs";
import { createServer } from "node:http";
import { extname, join } from "node:path";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("../..", import.meta.url));
const page = join(root, "bot/playground/page");
const snapshots = join(root, "tests/slack/blocks/snapshots");
const PORT = Number(process.argv[2] ?? 3031);
const TYPES = { ".html": "text/html", ".js": "text/javascript", ".css": "text/css", ".md": "text/plain", ".txt": "text/plain" };
const CSP =
  "default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; connect-src 'self'; frame-ancestors 'none'";

const values = new Map();
const seqs = new Map();
const waiting = new Set();
let seq = 0;
let clock = 0;
let number = 0;

const put = (key, value) => {
  seq += 1;
  values.set(key, value);
  seqs.set(key, seq);
  for (const wake of [...waiting]) wake();
};
const stamp = () => `${Math.floor(Date.now() / 1000) + clock}.${String(++number).padStart(6, "0")}`;
const message = (parts) => {
  const ts = parts.ts ?? stamp();
  const whole = { channel: "C0BACKEND", user: "U0STACK", text: "", blocks: [], thread_ts: "", only_for: "", by_app: false, edited: false, subtype: "", ...parts, ts };
  put(`message/${whole.channel}/${ts}`, whole);
  return ts;
};
const traffic = (way, name, outcome, reasons = []) =>
  put(`traffic/${++number}`, { number, way, name, at: new Date().toISOString(), outcome, reasons, took_ms: 12 });
const snapshot = (name) => JSON.parse(readFileSync(join(snapshots, `${name}.json`), "utf8"));
const text = (words) => ({ type: "plain_text", text: words });
const option = (words) => ({ text: text(words), value: words.toLowerCase() });

put("about", {
  team: "Acme", bot: { id: "U0STACK", name: "stackbot" }, command: "/stack", domain: "acme.slack.com", version: "0.1.0",
  subcommands: [{ name: "help", hint: "What it can do" }, { name: "decide", hint: "Log a decision" }, { name: "decisions", hint: "Find decisions" }, { name: "why", hint: "What an answer rests on" }],
  shortcuts: [{ callback_id: "ask", name: "Ask about this" }, { callback_id: "log", name: "Log decision" }],
  people: ["U0ANA", "U0BEN", "U0CHLOE"],
});
for (const [id, name] of [["U0ANA", "ana"], ["U0BEN", "ben"], ["U0CHLOE", "chloe"], ["U0STACK", "stackbot"]]) {
  put(`person/${id}`, { id, name, bot: id === "U0STACK" });
}
const everybody = ["U0ANA", "U0BEN", "U0CHLOE", "U0STACK"];
put("channel/C0BACKEND", { id: "C0BACKEND", name: "backend", kind: "public", members: everybody, archived: false });
put("channel/C0EMPTY", { id: "C0EMPTY", name: "platform", kind: "public", members: everybody, archived: false });
put("channel/C0SECRET", { id: "C0SECRET", name: "founders", kind: "private", members: ["U0ANA", "U0STACK"], archived: false });
for (const person of ["ANA", "BEN", "CHLOE"]) {
  put(`channel/D0${person}`, { id: `D0${person}`, name: "", kind: "im", members: [`U0${person}`, "U0STACK"], archived: false });
}
put("prompts/D0ANA", { title: "Things to ask", prompts: [{ title: "Node or Python?", message: "Node or Python for a chat app?" }] });
put("clock", { ahead_s: 0, travelling: false });
put("knowledge", { version: "edf161e2809f", state: "refused", changes: ["benchmark.cold-start: changed"], problems: [{ file: "knowledge/benchmarks.yaml", line: 12, text: "winner: is none of the options" }], at: "" });
put("bot", { state: "ready", why: "The workspace cannot be kept: the disk is full." });
put("home/U0ANA", { id: "V0HOME", user: "U0ANA", body: snapshot("home") });

const first = message({ user: "U0BEN", text: "Morning! Node or Python for the *new* chat app? See <https://example.com/a?b=1&amp;c=2|the brief> &lt;script&gt;alert(1)&lt;/script&gt; <@U0ANA>", ts: "1763900000.000100" });
message({ user: "U0ANA", text: "# not a heading\n1. one\n- two\n&gt; a quote\n```code *x*\n  <b>```\n2 * 3 * 4, a_b_c, :smile: <!channel> | a | b |\n![i](http://x/y.png) [x](javascript:alert(1)) <javascript:alert(1)|x>" });
message({ user: "U0CHLOE", text: "שלום, מה שלומך? abc\u202Edefg" });
for (const name of readdirSync(snapshots).filter((file) => file.endsWith(".json"))) {
  const { blocks, type } = snapshot(name.slice(0, -5));
  if (blocks && !type) message({ by_app: true, blocks, text: name, only_for: name.startsWith("usage") ? "U0ANA" : "", edited: name.startsWith("why") });
}
message({ user: "U0CHLOE", text: "A reply", thread_ts: first });
message({ by_app: true, text: "", blocks: snapshot("clarify").blocks, thread_ts: first });
message({
  by_app: true, text: "everything",
  blocks: [
    { type: "section", text: { type: "mrkdwn", text: `A permalink <https://acme.slack.com/archives/C0BACKEND/p${first.replace(".", "")}|to the first message>` }, accessory: { type: "overflow", action_id: "more", options: [option("Edit"), option("Delete")] } },
    { type: "section", fields: [{ type: "mrkdwn", text: "*Owner*\n<@U0BEN>" }, { type: "mrkdwn", text: "*Due*\ntoday" }], accessory: { type: "datepicker", action_id: "day", initial_date: "2026-01-02" } },
    { type: "actions", elements: [
      { type: "button", style: "primary", action_id: "accept", text: text("Accept"), value: "1" },
      { type: "button", style: "danger", action_id: "drop", text: text("Drop it"), value: "1", confirm: { title: text("Drop it?"), text: { type: "mrkdwn", text: "It *can't* be taken back." }, confirm: text("Drop"), deny: text("Keep"), style: "danger" } },
      { type: "users_select", action_id: "who", placeholder: text("Who?") },
      { type: "button", action_id: "modal", text: text("Open modal"), value: "m" },
    ] },
    { type: "card", title: text("A card"), subtitle: text("with *plain* subtitle"), body: { type: "mrkdwn", text: "and a `body`" }, actions: [{ type: "button", action_id: "card", text: text("Use"), value: "1" }] },
    { type: "container", title: text("Folded"), is_collapsible: true, child_blocks: [{ type: "divider" }, { type: "header", text: text("Inside <b>") }] },
    { type: "markdown", text: "# h\n| a | b |\n|--|--|\n| 1 | 2 |\n\n- [x] done" },
    { type: "alert", level: "warning", text: text("Careful") },
    { type: "image", image_url: "https://example.com/x.png", alt_text: "A chart" },
  ],
});
message({ user: "U0BEN", text: "x".repeat(600) });
message({ channel: "D0ANA", by_app: true, text: `See <https://acme.slack.com/archives/C0BACKEND/p${first.replace(".", "")}|there>` });
traffic("to_app", "slash_commands /stack", "acked");
traffic("from_app", "chat.postMessage", "refused: invalid_blocks", ["blocks/0/text: must be at most 3000 characters"]);

const input = (block_id, label, element, more = {}) => ({ type: "input", block_id, label: text(label), element: { action_id: block_id, ...element }, ...more });
const view = () => ({
  type: "modal", title: text("Every input"), submit: text("Send"), close: text("Cancel"),
  blocks: [
    { type: "section", text: { type: "mrkdwn", text: "A *section* with a button" }, accessory: { type: "button", action_id: "again", text: text("Redraw"), value: "r" } },
    input("title", "Title", { type: "plain_text_input", initial_value: "As it began", max_length: 80 }, { hint: text("Short is good") }),
    input("why", "Why?", { type: "plain_text_input", multiline: true }, { optional: true }),
    input("pick", "Pick", { type: "static_select", option_groups: [{ label: text("Fast"), options: [option("Node"), option("Go")] }, { label: text("Calm"), options: [option("Python")] }], initial_option: option("Python") }),
    input("several", "Several", { type: "multi_static_select", options: [option("One"), option("Two"), option("Three")], max_selected_items: 2, initial_options: [option("Two")] }, { optional: true }),
    input("stand", "Where does it stand?", { type: "radio_buttons", options: [option("Decided"), option("Proposed")] }, { dispatch_action: true }),
    input("tick", "Tick", { type: "checkboxes", options: [{ ...option("Tell all"), description: text("in the channel") }] }, { optional: true }),
    input("day", "Day", { type: "datepicker", initial_date: "2026-01-05" }),
    input("hour", "Hour", { type: "timepicker" }, { optional: true }),
    input("owner", "Owner", { type: "users_select", initial_user: "U0BEN" }),
    input("makers", "Who decided?", { type: "multi_users_select" }, { optional: true }),
    input("where", "Where", { type: "conversations_select" }, { optional: true }),
    input("cost", "Cost", { type: "number_input", is_decimal_allowed: false }, { optional: true }),
    input("mail", "Mail", { type: "email_text_input" }, { optional: true }),
  ],
});

const acts = {
  say({ as, channel, text: said, thread_ts }) {
    if (said.startsWith("/stack") && thread_ts) return { ok: false, error: "/stack is not supported in threads: mention @stackbot there." };
    const escaped = said.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replace(/@ana\b/g, "<@U0ANA>");
    if (!said.startsWith("/stack")) message({ channel, user: as, text: escaped, thread_ts });
    else message({ channel, by_app: true, only_for: as, blocks: snapshot("answer_figure").blocks, text: "Cold start: Node.js" });
    return { ok: true };
  },
  click({ as, action_id, view: id, typed }) {
    traffic("to_app", `interactive block_actions ${action_id}`, "acked");
    if (action_id === "modal") put(`view/V${++number}`, { id: `V${number}`, user: as, open: true, body: view(), errors: {}, previous: "" });
    if (action_id === "again") put(`view/${id}`, { ...values.get(`view/${id}`), body: { ...view(), title: text(`Redrawn ${Object.keys(typed).length}`) } });
    return action_id === "drop" ? { ok: false, error: "That is no longer there." } : { ok: true };
  },
  submit({ view: id, typed }) {
    const before = values.get(`view/${id}`);
    const errors = typed.title === "no" ? { title: "Not that one, please" } : {};
    put(`view/${id}`, { ...before, errors, open: Boolean(errors.title) });
    console.log(JSON.stringify(typed));
    return { ok: true };
  },
  dismiss({ view: id }) {
    put(`view/${id}`, { ...values.get(`view/${id}`), open: false });
    return { ok: true };
  },
  shortcut: () => ({ ok: true }),
  open_home: () => ({ ok: true }),
  travel({ days }) {
    clock += days * 86_400;
    put("clock", { ahead_s: clock, travelling: false });
    message({ channel: "C0EMPTY", by_app: true, text: "Digest of the week" });
    return { ok: true };
  },
};

const json = (response, value, status = 200) => {
  response.writeHead(status, { "Content-Type": "application/json" });
  response.end(JSON.stringify(value));
};
const changes = (url, response) => {
  const after = url.searchParams.get("run") === "dev" ? Number(url.searchParams.get("after")) : -1;
  const answer = () => {
    waiting.delete(answer);
    clearTimeout(timer);
    const changed = Object.fromEntries([...values].filter(([key]) => seqs.get(key) > after));
    json(response, { run: "dev", seq, whole: after < 0, changed });
  };
  const timer = setTimeout(answer, 20_000);
  if (seq > after) answer();
  else waiting.add(answer);
};

createServer(async (request, response) => {
  const url = new URL(request.url, "http://127.0.0.1");
  if (url.pathname === "/api/changes") return changes(url, response);
  if (url.pathname.startsWith("/api/traffic/")) return json(response, { sent: { some: "payload" }, answered: { ok: true } });
  if (url.pathname === "/api/do") {
    let body = "";
    for await (const part of request) body += part;
    const what = JSON.parse(body);
    const answer = acts[what.act](what);
    return json(response, answer, answer.ok ? 200 : 409);
  }
  try {
    const path = url.pathname === "/" ? "/index.html" : url.pathname;
    const content = readFileSync(join(page, path));
    response.writeHead(200, { "Content-Type": TYPES[extname(path)] ?? "application/octet-stream", "Content-Security-Policy": CSP });
    response.end(content);
  } catch {
    json(response, { ok: false }, 404);
  }
}).listen(PORT, "127.0.0.1", () => console.log(`http://127.0.0.1:${PORT}`));
