/** What stands at the top of a conversation: in a channel, three things to try. */

import { draftInto } from "../state/drafts";
import { useStore } from "../state/store";
import type { Channel } from "../state/types";
import { workspace } from "../state/workspace";

export function ChannelStart({ channel, name, empty }: { channel: Channel; name: string; empty: boolean }) {
  const command = useStore(workspace, ({ about }) => about?.command ?? "/stack");
  const bot = useStore(workspace, ({ about }) => about?.bot.name ?? "the bot");
  if (channel.kind === "im") {
    return <p className="channel-start">This is the beginning of your messages with {name}. Ask it anything.</p>;
  }
  if (!empty) return <p className="channel-start">This is the beginning of {name}.</p>;
  const question = `${command} Node or Python for a chat app with an LLM?`;
  return (
    <section className="welcome" aria-label="Three things to try">
      <h2>Welcome to {name}</h2>
      <p>This is a small workspace on your machine with {bot} in it. Three things to try:</p>
      <ol>
        <li>
          <button type="button" className="try" onClick={() => draftInto(channel.id, "", question)}>{question}</button>
          <span> puts a question into the field below; Enter asks it.</span>
        </li>
        <li>
          Press <b>Log decision</b> under the answer, and send the form off. The decision's record comes as a direct message
          from {bot}; the sidebar shows it there as 1 unread.
        </li>
        <li>Press <b>+1 week</b> at the side, and read the digest of the week.</li>
      </ol>
    </section>
  );
}
