/** Questions that the bot suggests above the composer. */

import { act } from "../state/acting";
import { notify } from "../state/notices";
import { useStore } from "../state/store";
import { workspace } from "../state/workspace";

export function SuggestedPrompts({ channel }: { channel: string }) {
  const suggested = useStore(workspace, ({ prompts }) => prompts[channel]);
  if (!suggested?.prompts.length) return null;
  const say = async (text: string) => {
    const { error } = await act({ act: "say", channel, text, thread_ts: "" });
    if (error) notify(error);
  };
  return (
    <div className="prompts" role="group" aria-label={suggested.title || "Suggested questions"}>
      {suggested.title && <p>{suggested.title}</p>}
      {suggested.prompts.map(({ title, message }) => (
        <button key={title} type="button" className="prompt" title={message} onClick={() => void say(message)}>{title}</button>
      ))}
    </div>
  );
}
