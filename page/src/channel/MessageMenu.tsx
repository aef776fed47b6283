/** What can be done with a message: shown where the pointer or the focus is, and always in the order of Tab. */

import { MenuButton } from "../parts/MenuButton";
import { ReplyIcon } from "../parts/icons";
import { act } from "../state/acting";
import { notify } from "../state/notices";
import { openThread } from "../state/place";
import { useStore } from "../state/store";
import type { Message } from "../state/types";
import { workspace } from "../state/workspace";

const NONE: readonly { callback_id: string; name: string }[] = [];

export function MessageMenu({ message, inThread }: { message: Message; inThread: boolean }) {
  const shortcuts = useStore(workspace, ({ about }) => about?.shortcuts ?? NONE);
  const { channel, ts } = message;
  const items = shortcuts.map(({ name, callback_id }) => ({
    name,
    use: async () => {
      const { error } = await act({ act: "shortcut", channel, ts, callback_id });
      if (error) notify(error);
    },
  }));
  return (
    <div className="message-menu">
      {!inThread && (
        <button
          type="button" className="icon-button" aria-label="Reply in thread" title="Reply in thread"
          onClick={() => openThread(channel, message.thread_ts || ts)}
        >
          <ReplyIcon />
        </button>
      )}
      {items.length > 0 && <MenuButton label="More actions" items={items} className="icon-button" />}
    </div>
  );
}
