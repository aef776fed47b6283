/** Links that lead somewhere in the workspace are followed on the page. */

import { beforeEach, describe, expect, it } from "vitest";
import { followed } from "../src/state/links";
import { notices } from "../src/state/notices";
import { place } from "../src/state/place";
import type { Changes } from "../src/state/types";
import { applied, EMPTY, workspace } from "../src/state/workspace";

const TOLD = {
  about: { domain: "acme.slack.com", bot: { id: "U0STACK", name: "stackbot" }, people: ["U0ANA"] },
  "person/U0ANA": { id: "U0ANA", name: "ana", bot: false },
  "channel/C0X": { id: "C0X", name: "x", kind: "public", members: [] },
  "channel/D0ANA": { id: "D0ANA", name: "", kind: "im", members: ["U0ANA", "U0STACK"] },
  "message/C0X/1764000000.000100": { channel: "C0X", ts: "1764000000.000100", only_for: "" },
};

beforeEach(() => {
  workspace.set(applied(EMPTY, { run: "r", seq: 1, whole: true, changed: TOLD } as unknown as Changes));
  place.change({ as: "U0ANA", channel: "D0ANA", thread: "", shown: "" });
  notices.set({ all: [] });
});

describe("a link to a message", () => {
  it("shows it", () => {
    expect(followed("https://acme.slack.com/archives/C0X/p1764000000000100")).toBe(true);
    expect(place.get()).toMatchObject({ channel: "C0X", thread: "", shown: "C0X/1764000000.000100" });
  });

  it("in a thread opens the thread", () => {
    followed("https://acme.slack.com/archives/C0X/p1764000000000100?thread_ts=1763000000.000001&cid=C0X");

    expect(place.get().thread).toBe("1763000000.000001");
  });

  it("that is gone says so, and leads nowhere", () => {
    expect(followed("https://acme.slack.com/archives/C0X/p1764000000000999")).toBe(true);
    expect(place.get().channel).toBe("D0ANA");
    expect(notices.get().all[0]?.text).toContain("not here any more");
  });
});

describe("a link to whom or where", () => {
  it("opens a channel", () => {
    expect(followed("https://slack.com/app_redirect?team=T0&channel=C0X")).toBe(true);
    expect(place.get().channel).toBe("C0X");
  });

  it("opens the bot's messages", () => {
    place.change({ channel: "C0X" });

    expect(followed("https://slack.com/app_redirect?team=T0&channel=U0STACK")).toBe(true);
    expect(place.get().channel).toBe("D0ANA");
  });

  it("says what Slack would do for a person", () => {
    expect(followed("https://slack.com/app_redirect?team=T0&channel=U0ANA")).toBe(true);
    expect(notices.get().all[0]?.text).toContain("ana");
  });
});

it.each(["https://other.slack.com/archives/C0X/p1764000000000100", "https://example.com", "mailto:a@b.c", "nonsense"])(
  "%s leads elsewhere",
  (href) => {
    expect(followed(href)).toBe(false);
  },
);
