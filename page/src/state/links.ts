/** Links that lead somewhere in this workspace: the page goes there itself, instead of to Slack. */

import { notify } from "./notices";
import { jumpTo, openChannel, ownDirectMessage, place } from "./place";
import { workspace } from "./workspace";

const PERMALINK = /^\/archives\/([A-Z0-9]+)\/p(\d{10,})(\d{6})$/;
const OPENED = /^https?:/i;

/** Goes where a link leads within the workspace; false where it leads elsewhere. */
export function followed(href: string): boolean {
  if (!URL.canParse(href)) return false;
  const url = new URL(href);
  if (url.hostname === workspace.get().about?.domain) return followedToMessage(url);
  if (url.hostname === "slack.com" && url.pathname === "/app_redirect") return followedTo(url.searchParams.get("channel") ?? "");
  return false;
}

/** Goes where a link leads; one that leads elsewhere opens in a tab of its own, which knows nothing of this one. */
export function follow(href: string): void {
  if (!followed(href) && OPENED.test(href)) window.open(href, "_blank", "noopener,noreferrer");
}

function followedToMessage(url: URL): boolean {
  const [, channel = "", seconds = "", rest = ""] = PERMALINK.exec(url.pathname) ?? [];
  if (!channel) return false;
  const ts = `${seconds}.${rest}`;
  const { messages } = workspace.get();
  if (messages[channel]?.some((message) => message.ts === ts)) jumpTo(channel, ts, url.searchParams.get("thread_ts") ?? "");
  else notify("That message is not here any more.");
  return true;
}

/** A link to a person or a channel. https://api.slack.com/reference/deep-linking */
function followedTo(id: string): boolean {
  const state = workspace.get();
  const direct = id === state.about?.bot.id ? ownDirectMessage(state, place.get().as)?.id : undefined;
  const person = state.people[id];
  if (direct ?? state.channels[id]) openChannel(direct ?? id);
  else if (person) notify(`In Slack this opens your messages with ${person.name}; here, only the bot can be written to.`);
  else return false;
  return true;
}
