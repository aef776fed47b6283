/** The workspace at a glance; at small widths a drawer. */

import { type KeyboardEvent, useEffect, useRef } from "react";
import { CloseIcon, InspectIcon } from "../parts/icons";
import { place } from "../state/place";
import { useStore } from "../state/store";
import { workspace } from "../state/workspace";
import { ActAs } from "./ActAs";
import { BotPanel } from "./BotPanel";
import { ChannelList } from "./ChannelList";
import { ClockPanel } from "./ClockPanel";
import { KnowledgePanel } from "./KnowledgePanel";
import { ThemeChoice } from "./ThemeChoice";

const NARROW = "(max-width: 640px)"; // where it is a drawer, as in style/layout.css

export function Sidebar() {
  const team = useStore(workspace, ({ about }) => about?.team ?? "Workspace");
  const open = useStore(place, (at) => at.sidebar);
  const inspecting = useStore(place, (at) => at.inspecting);
  const drawer = useRef<HTMLElement>(null);
  const close = () => place.change({ sidebar: false });
  useEffect(() => {
    if (open) drawer.current?.querySelector<HTMLElement>("button")?.focus();
    else if (drawer.current?.contains(document.activeElement) && isNarrow()) {
      document.querySelector<HTMLElement>(".drawer-button")?.focus();
    }
  }, [open]);
  useEffect(() => {
    const narrow = window.matchMedia(NARROW);
    const widened = () => narrow.matches || place.change({ sidebar: false });
    narrow.addEventListener("change", widened);
    return () => narrow.removeEventListener("change", widened);
  }, []);
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === "Escape") close();
  };
  return (
    <>
      {open && <div className="backdrop" onClick={close} />}
      <nav className="sidebar" ref={drawer} aria-label="Workspace" data-open={open ? "" : undefined} onKeyDown={onKeyDown}>
        <header className="sidebar-head">
          <h2>{team}</h2>
          <button type="button" className="icon-button drawer-close" aria-label="Close menu" onClick={close}>
            <CloseIcon />
          </button>
        </header>
        <ActAs />
        <ChannelList />
        <div className="panels">
          <ClockPanel />
          <KnowledgePanel />
          <BotPanel />
          <button
            type="button" className="side-button" aria-pressed={inspecting}
            onClick={() => place.change({ inspecting: !inspecting, sidebar: false })}
          >
            <InspectIcon /> Inspector
          </button>
          <ThemeChoice />
        </div>
      </nav>
    </>
  );
}

function isNarrow(): boolean {
  return window.matchMedia(NARROW).matches;
}
