/** Every payload both ways, the newest first. */

import { type KeyboardEvent, useRef } from "react";
import { CloseIcon } from "../parts/icons";
import { usePaneFocus } from "../parts/paneFocus";
import { place } from "../state/place";
import { useStore } from "../state/store";
import { workspace } from "../state/workspace";
import { TrafficItem } from "./TrafficItem";

export function Inspector() {
  const traffic = useStore(workspace, (state) => state.traffic);
  const pane = useRef<HTMLElement>(null);
  usePaneFocus(pane, "button");
  const close = () => place.change({ inspecting: false });
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === "Escape") close();
  };
  return (
    <section className="pane inspector" aria-label="Inspector" ref={pane} onKeyDown={onKeyDown}>
      <header className="pane-head">
        <h2>Inspector</h2>
        <span className="pane-of">{traffic.length} payloads</span>
        <button type="button" className="icon-button" aria-label="Close inspector" onClick={close}>
          <CloseIcon />
        </button>
      </header>
      <ol className="traffic" aria-label="Payloads, the newest first">
        {traffic.map((line) => <TrafficItem key={line.number} line={line} />)}
      </ol>
    </section>
  );
}
