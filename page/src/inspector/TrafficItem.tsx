/** One payload and its answer in a line; opened, both as they are. */

import { memo, useState } from "react";
import type { TrafficLine } from "../state/types";
import { Payloads } from "./Payloads";

const WAYS = { to_app: { arrow: "→", words: "to the app" }, from_app: { arrow: "←", words: "from the app" } };

export const TrafficItem = memo(function TrafficItem({ line }: { line: TrafficLine }) {
  const [open, setOpen] = useState(false);
  const way = WAYS[line.way];
  const refused = line.outcome.startsWith("refused") || line.reasons.length > 0;
  return (
    <li className={refused ? "traffic-item refused" : "traffic-item"}>
      <button type="button" aria-expanded={open} onClick={() => setOpen(!open)}>
        <span className={`way ${line.way}`} aria-hidden="true">{way.arrow}</span>
        <span className="unseen">{way.words}</span>
        <span className="traffic-name">{line.name}</span>
        <span className="outcome">{line.outcome}</span>
        <span className="took">{line.took_ms === null ? "" : `${Math.round(line.took_ms)} ms`}</span>
      </button>
      {line.reasons.length > 0 && (
        <ul className="reasons">{line.reasons.map((reason) => <li key={reason}>{reason}</li>)}</ul>
      )}
      {open && <Payloads line={line} />}
    </li>
  );
});
