/** A channel's name in a text, which leads there. */

import { openChannel } from "../state/place";
import { useStore } from "../state/store";
import { workspace } from "../state/workspace";

export function ChannelName({ id }: { id: string }) {
  const name = useStore(workspace, ({ channels }) => channels[id]?.name);
  if (name === undefined) return <span className="mention">#{id}</span>;
  return (
    <button type="button" className="mention" onClick={() => openChannel(id)}>
      #{name}
    </button>
  );
}
