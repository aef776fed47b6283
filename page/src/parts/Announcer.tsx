/** Tells those who do not see the page what came in. */

import { useEffect, useRef, useState } from "react";
import { place } from "../state/place";
import { useStore } from "../state/store";
import { compareTs, workspace } from "../state/workspace";

const SAID = 160; // characters of a message

export function Announcer() {
  const { as, channel } = useStore(place, (at) => at);
  const messages = useStore(workspace, (state) => state.messages[channel]);
  const travelling = useStore(workspace, ({ clock }) => clock?.travelling ?? false);
  const [said, say] = useState("");
  const heard = useRef({ of: "", last: "" });
  useEffect(() => {
    const last = messages?.filter(({ only_for }) => !only_for || only_for === as).at(-1);
    const before = heard.current;
    const key = `${as}/${channel}`;
    heard.current = { of: key, last: last?.ts ?? "" };
    if (before.of !== key) say("");
    if (!last || before.of !== key || compareTs(last.ts, before.last || "0.0") <= 0 || last.user === as) return;
    const name = workspace.get().people[last.user]?.name ?? last.user;
    say(`${last.only_for ? "Only visible to you. " : ""}${name}: ${last.text.slice(0, SAID)}`);
  }, [messages, as, channel]);
  return (
    <>
      <p className="unseen" aria-live="polite">{said}</p>
      <p className="unseen" aria-live="polite">{travelling ? "Time is passing…" : ""}</p>
    </>
  );
}
