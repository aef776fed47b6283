/** How the bot does. */

import { useStore } from "../state/store";
import { workspace } from "../state/workspace";

const STATES = { ready: "is ready", starting: "is starting…", away: "is away" };

export function BotPanel() {
  const bot = useStore(workspace, (state) => state.bot);
  const about = useStore(workspace, (state) => state.about);
  if (!bot || !about) return null;
  return (
    <section className="panel" aria-label="Bot" aria-live="polite">
      <p className="panel-title"><span className={`lamp ${bot.state}`} aria-hidden="true" /> {about.bot.name} {STATES[bot.state]}</p>
      {bot.why && <p className="panel-line">{bot.why}</p>}
      <p className="panel-line">Version {about.version}</p>
    </section>
  );
}
