/** What time it is in the workspace, and two ways to let time pass. */

import { useEffect, useState } from "react";
import { act } from "../state/acting";
import { notify } from "../state/notices";
import { useStore } from "../state/store";
import type { Clock } from "../state/types";
import { workspace } from "../state/workspace";

const DAY_S = 86_400;
const TICK_MS = 5_000;

export function ClockPanel() {
  const clock = useStore(workspace, (state) => state.clock);
  const [leaving, setLeaving] = useState(false);
  const now = useTicking(clock);
  const travelling = leaving || (clock?.travelling ?? false);
  const travel = async (days: 1 | 7) => {
    if (travelling) return;
    setLeaving(true);
    const { error } = await act({ act: "travel", days });
    setLeaving(false);
    if (error) notify(error);
  };
  const ahead = Math.round((clock?.ahead_s ?? 0) / DAY_S);
  return (
    <section className="panel" aria-label="Clock">
      <p className="panel-title">
        <time dateTime={now.toISOString()}>{now.toLocaleString([], { dateStyle: "medium", timeStyle: "short" })}</time>
      </p>
      <p className="panel-line">{travelling ? "Time is passing…" : aheadInWords(ahead)}</p>
      <div className="panel-buttons">
        <button type="button" className="button" aria-disabled={travelling || undefined} onClick={() => void travel(1)}>+1 day</button>
        <button type="button" className="button" aria-disabled={travelling || undefined} onClick={() => void travel(7)}>+1 week</button>
      </div>
    </section>
  );
}

function aheadInWords(days: number): string {
  if (!days) return "The time of this machine";
  return `${days} ${days === 1 ? "day" : "days"} ahead of this machine`;
}

function useTicking(clock: Clock | null): Date {
  const [, tick] = useState(0);
  useEffect(() => {
    const timer = setInterval(() => tick((count) => count + 1), TICK_MS);
    return () => clearInterval(timer);
  }, []);
  return new Date(Date.now() + (clock?.ahead_s ?? 0) * 1000);
}
