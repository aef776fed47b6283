/** Which knowledge the bot answers from, what the last edit changed, or what is wrong with it. */

import { useStore } from "../state/store";
import { workspace } from "../state/workspace";

// Whatever becomes of a save: the version that stands above is the one that answers.
const STATES = { current: "in use", reading: "in use; a new one is being read…", refused: "in use; what was saved is not taken" };

export function KnowledgePanel() {
  const knowledge = useStore(workspace, (state) => state.knowledge);
  if (!knowledge) return null;
  const { version, state, changes, problems } = knowledge;
  return (
    <section className="panel" aria-label="Knowledge" aria-live="polite">
      <p className="panel-title">Knowledge <code>{version.slice(0, 12)}</code></p>
      <p className={state === "refused" ? "panel-line bad" : "panel-line"}>{STATES[state]}</p>
      {problems.length > 0 && (
        <ul className="panel-list bad">
          {problems.map(({ file, line, text }) => (
            <li key={`${file}:${line}:${text}`}><code>{file}:{line}</code> {text}</li>
          ))}
        </ul>
      )}
      {changes.length > 0 && (
        <details className="panel-changes" open>
          <summary>{changes.length} {changes.length === 1 ? "change" : "changes"}</summary>
          <ul className="panel-list">{changes.map((change) => <li key={change}>{change}</li>)}</ul>
        </details>
      )}
    </section>
  );
}
