/** What was sent and what was answered, whole. */

import { useEffect, useState } from "react";
import type { Json } from "../blocks/types";
import type { TrafficLine } from "../state/types";
import { Payload } from "./Payload";

interface Both {
  sent: Json;
  answered: Json;
}

export function Payloads({ line }: { line: TrafficLine }) {
  const [both, setBoth] = useState<Both | null>(null);
  const [failed, setFailed] = useState(false);
  useEffect(() => {
    let wanted = true;
    fetch(`/api/traffic/${line.number}`)
      .then((answer) => (answer.ok ? (answer.json() as Promise<Both>) : Promise.reject(answer)))
      .then((told) => wanted && setBoth(told))
      .catch(() => wanted && setFailed(true));
    return () => {
      wanted = false;
    };
    // An answer that was waited for is fetched once it is there.
  }, [line]);
  if (failed) return <p className="waiting">These payloads are no longer there.</p>;
  if (!both) return <p className="waiting">Fetching…</p>;
  return (
    <>
      <Payload name="Sent" json={both.sent} />
      <Payload name="Answered" json={both.answered} />
    </>
  );
}
