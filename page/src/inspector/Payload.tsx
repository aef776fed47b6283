/** One payload, printed so that it can be read, with a button that copies it. */

import { useState } from "react";
import type { Json } from "../blocks/types";

export function Payload({ name, json }: { name: string; json: Json }) {
  const [copied, setCopied] = useState("");
  if (json === null) return <p className="payload-none">{name}: nothing</p>;
  const printed = JSON.stringify(json, null, 2);
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(printed);
      setCopied("Copied");
    } catch {
      setCopied("Copying is not allowed here");
    }
  };
  return (
    <section className="payload" aria-label={name}>
      <header>
        <h3>{name}</h3>
        <span role="status">{copied}</span>
        <button type="button" className="text-button" aria-label={`Copy ${name.toLowerCase()}`} onClick={() => void copy()}>Copy</button>
      </header>
      <pre tabIndex={0}>{printed}</pre>
    </section>
  );
}
