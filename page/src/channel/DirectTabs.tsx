/** The two tabs of the bot's direct messages; opening one tells the bot, as Slack does. */

import type { KeyboardEvent } from "react";
import { act } from "../state/acting";
import { place } from "../state/place";
import { useStore } from "../state/store";

const TABS = ["home", "messages"] as const;
const NAMES = { home: "Home", messages: "Messages" };

export function openTab(tab: "home" | "messages"): void {
  place.change({ tab });
  void act({ act: "open_home", tab });
}

export function DirectTabs() {
  const open = useStore(place, (at) => at.tab);
  const move = (event: KeyboardEvent<HTMLElement>) => {
    if (event.key !== "ArrowLeft" && event.key !== "ArrowRight") return;
    const other = open === "home" ? "messages" : "home";
    openTab(other);
    event.currentTarget.querySelector<HTMLElement>(`#tab-${other}`)?.focus();
  };
  return (
    <div className="tabs" role="tablist" aria-label="Direct message" onKeyDown={move}>
      {TABS.map((tab) => (
        <button
          key={tab} id={`tab-${tab}`} type="button" role="tab" aria-selected={open === tab} tabIndex={open === tab ? 0 : -1}
          aria-controls="tab-panel" onClick={() => openTab(tab)}
        >
          {NAMES[tab]}
        </button>
      ))}
    </div>
  );
}
