/** Changes are laid over the workspace, and what did not change stays the same object. */

import { describe, expect, it } from "vitest";
import type { Changes } from "../src/state/types";
import { applied, compareTs, EMPTY } from "../src/state/workspace";

const message = (ts: string, text = "") => ({ channel: "C1", ts, text, blocks: [], thread_ts: "", only_for: "" });
const told = (changed: Record<string, unknown>, whole = false) => ({ run: "r", seq: 1, whole, changed }) as unknown as Changes;

describe("messages", () => {
  it("stand in the order of their time, whatever order they come in", () => {
    const after = applied(EMPTY, told({ "message/C1/20.000002": message("20.000002"), "message/C1/3.000001": message("3.000001") }));

    expect(after.messages.C1?.map(({ ts }) => ts)).toEqual(["3.000001", "20.000002"]);
  });

  it("that did not change stay the same objects, so they are not drawn anew", () => {
    const before = applied(EMPTY, told({ "message/C1/1.0": message("1.0"), "message/C1/2.0": message("2.0") }));

    const after = applied(before, told({ "message/C1/2.0": message("2.0", "edited") }));

    expect(after.messages.C1?.[0]).toBe(before.messages.C1?.[0]);
    expect(after.messages.C1?.[1]?.text).toBe("edited");
  });

  it("that are gone go", () => {
    const before = applied(EMPTY, told({ "message/C1/1.0": message("1.0") }));

    expect(applied(before, told({ "message/C1/1.0": null })).messages.C1).toEqual([]);
  });

  it("of other channels are left alone", () => {
    const before = applied(EMPTY, told({ "message/C1/1.0": message("1.0"), "message/C2/1.0": message("1.0") }));

    const after = applied(before, told({ "message/C2/2.0": message("2.0") }));

    expect(after.messages.C1).toBe(before.messages.C1);
  });
});

describe("views", () => {
  it("keep the order in which they were opened", () => {
    const before = applied(EMPTY, told({ "view/V1": { id: "V1", open: true }, "view/V2": { id: "V2", open: true } }));

    const after = applied(before, told({ "view/V1": { id: "V1", open: false } }));

    expect(after.views.map(({ id, open }) => [id, open])).toEqual([["V1", false], ["V2", true]]);
  });
});

it("forgets everything where another run begins", () => {
  const before = applied(EMPTY, told({ "person/U1": { id: "U1" }, "message/C1/1.0": message("1.0") }));

  const after = applied(before, told({ "person/U2": { id: "U2" } }, true));

  expect(Object.keys(after.people)).toEqual(["U2"]);
  expect(after.messages).toEqual({});
});

it("lists the newest traffic first", () => {
  const after = applied(EMPTY, told({ "traffic/9": { number: 9 }, "traffic/10": { number: 10 } }));

  expect(after.traffic.map(({ number }) => number)).toEqual([10, 9]);
});

it("compares timestamps by all their digits", () => {
  expect(compareTs("1764000000.000002", "1764000000.000010")).toBeLessThan(0);
  expect(compareTs("999.000001", "1000.000001")).toBeLessThan(0);
  expect(compareTs("1.000001", "1.000001")).toBe(0);
});
