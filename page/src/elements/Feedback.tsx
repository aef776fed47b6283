/** Thumbs up and down under an answer. */

import { useState } from "react";
import { ThumbIcon } from "../parts/icons";
import type { ElementProps } from "./Use";

export function Feedback({ element, tell, busy }: ElementProps) {
  const [given, give] = useState("");
  const { positive_button: up, negative_button: down } = element;
  return (
    <div className="feedback" role="group" aria-label="Was this helpful?">
      {[up, down].map((button, at) =>
        button ? (
          <button
            key={button.value}
            type="button"
            className="feedback-button"
            aria-label={button.accessibility_label ?? button.text.text}
            title={button.text.text}
            aria-pressed={given === button.value}
            aria-disabled={busy || undefined}
            onClick={() => {
              if (busy) return;
              give(button.value);
              tell(button.value);
            }}
          >
            <ThumbIcon down={at === 1} />
          </button>
        ) : null,
      )}
    </div>
  );
}
