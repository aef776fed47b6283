/** A page asks for changes as long as it is in front. */

import { afterEach, beforeAll, beforeEach, expect, it, vi } from "vitest";
import { follow, line } from "../src/state/following";

class Seen extends EventTarget {
  hidden = true;

  turn(hidden: boolean): void {
    this.hidden = hidden;
    this.dispatchEvent(new Event("visibilitychange"));
  }
}

interface Asked {
  url: string;
  signal: AbortSignal;
  answer: (told: object) => void;
}

const seen = new Seen();
let asked: Asked[] = [];
const settled = () => new Promise((resolve) => setImmediate(resolve));

function held(url: string, { signal }: { signal: AbortSignal }): Promise<Response> {
  return new Promise((resolve, reject) => {
    signal.addEventListener("abort", () => reject(signal.reason));
    asked.push({ url, signal, answer: (told) => resolve(Response.json(told)) });
  });
}

beforeAll(() => {
  vi.stubGlobal("document", seen);
  vi.stubGlobal("fetch", held);
  void follow();
});

beforeEach(() => {
  asked = [];
});

afterEach(async () => {
  seen.turn(true);
  await settled();
});

it("asks nothing while it is hidden, and at once when it is seen", async () => {
  await settled();
  expect(asked).toEqual([]);

  seen.turn(false);
  await settled();

  expect(asked).toHaveLength(1);
});

it("gives its connection back when it gets hidden, and takes that for no failure", async () => {
  seen.turn(false);
  await settled();

  seen.turn(true);
  await settled();

  expect(asked.map(({ signal }) => signal.aborted)).toEqual([true]);
  expect(line.get().lost).toBe(false);
});

it("goes on after what it knows when it is seen again", async () => {
  seen.turn(false);
  await settled();
  asked[0]?.answer({ run: "r", seq: 7, whole: true, changed: {} });
  await vi.waitFor(() => expect(asked).toHaveLength(2));

  seen.turn(true);
  seen.turn(false);
  await vi.waitFor(() => expect(asked).toHaveLength(3));

  expect(asked[2]?.url).toBe("/api/changes?run=r&after=7");
  expect(asked.map(({ signal }) => signal.aborted)).toEqual([false, true, false]);
});
