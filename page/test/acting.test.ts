/** What becomes of an act, as the server answers. */

import { expect, it, vi } from "vitest";
import { act } from "../src/state/acting";

const outcome = (answer: Response | Error) => {
  vi.stubGlobal("fetch", () => (answer instanceof Error ? Promise.reject(answer) : Promise.resolve(answer)));
  return act({ act: "open_home", tab: "home" });
};

it("went well where the playground says so", async () => {
  expect(await outcome(Response.json({ ok: true }))).toEqual({ ok: true, error: "" });
});

it("is refused in the playground's words", async () => {
  const refused = Response.json({ ok: false, error: "Try again." }, { status: 409 });

  expect(await outcome(refused)).toEqual({ ok: false, error: "Try again." });
});

it.each([
  [413, "too long for one message"],
  [500, "went wrong in the playground (status 500)"],
  [502, "went wrong in the playground (status 502)"],
  [200, "went wrong in the playground (status 200)"],
])("is told by its status, %i, where something else answers than the playground", async (status, words) => {
  const { ok, error } = await outcome(new Response("<h1>Something</h1>", { status }));

  expect(ok).toBe(false);
  expect(error).toContain(words);
});

it("says that nothing answers where nothing does", async () => {
  expect((await outcome(new TypeError("Failed to fetch"))).error).toContain("Is it still running?");
});
