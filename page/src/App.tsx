/** The page: the sidebar, what is open beside it, and the modal in front. */

import { useEffect } from "react";
import { ChannelView } from "./channel/ChannelView";
import { DirectTabs } from "./channel/DirectTabs";
import { HomeView } from "./channel/HomeView";
import { ThreadPane } from "./channel/ThreadPane";
import { Inspector } from "./inspector/Inspector";
import { Modals } from "./modal/Modals";
import { Announcer } from "./parts/Announcer";
import { BarsIcon } from "./parts/icons";
import { Notices } from "./parts/Notices";
import { Sidebar } from "./sidebar/Sidebar";
import { channelName } from "./state/naming";
import { line } from "./state/following";
import { place } from "./state/place";
import { useStore } from "./state/store";
import { workspace } from "./state/workspace";

export function App() {
  const at = useStore(place, (state) => state);
  const loaded = useStore(workspace, (state) => state.loaded);
  const channel = useStore(workspace, ({ channels }) => channels[at.channel]);
  const bot = useStore(workspace, ({ about }) => about?.bot.name ?? "");
  const name = channel ? channelName(channel, bot) : "";
  const lost = useStore(line, (state) => state.lost);
  useEffect(() => {
    document.title = name ? `${name} – Stack Advisor playground` : "Stack Advisor playground";
  }, [name]);
  if (!loaded) return <p className="opening">{lost ? "The playground does not answer. Is it still running?" : "Opening the workspace…"}</p>;
  const direct = channel?.kind === "im";
  return (
    <div className="page" data-thread={at.thread ? "" : undefined} data-inspecting={at.inspecting ? "" : undefined}>
      {lost && <p className="lost" role="alert">The playground does not answer. Is it still running? Trying again…</p>}
      <Sidebar />
      <main className="main" inert={at.sidebar}>
        <header className="pane-head">
          <button
            type="button" className="icon-button drawer-button" aria-label="Menu" aria-expanded={at.sidebar}
            onClick={() => place.change({ sidebar: true })}
          >
            <BarsIcon />
          </button>
          <h1>{name}</h1>
          {direct && <DirectTabs />}
        </header>
        <div className="main-body" {...(direct ? { role: "tabpanel", id: "tab-panel", "aria-labelledby": `tab-${at.tab}` } : {})}>
          {channel && (direct && at.tab === "home" ? <HomeView /> : <ChannelView channel={channel} name={name} />)}
        </div>
      </main>
      {channel && at.thread && <ThreadPane channel={channel.id} thread={at.thread} name={name} />}
      {at.inspecting && <Inspector />}
      <Modals />
      <Announcer />
      <Notices />
    </div>
  );
}
