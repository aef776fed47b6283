/** How the bot does, and what to know about it. */

import { useStore } from "../state/store";
import { workspace } from "../state/workspace";

const STATES = { ready: "is ready", away: "is away" };

export function BotPanel() {
  const bot = useStore(workspace, (state) => state.bot);
  const about = useStore(workspace, (state) => state.about);
  if (!bot || !about) return null;
  return (
    <section className="panel" aria-label="Bot" aria-live="polite">
      <p className="panel-title"><span className={`lamp ${bot.state}`} aria-hidden="true" /> {about.bot.name} {STATES[bot.state]}</p>
      {bot.why && <p className="warning"><span aria-hidden="true">⚠</span> {bot.why}</p>}
      <p className="panel-line">Version {about.version}</p>
    </section>
  );
}
