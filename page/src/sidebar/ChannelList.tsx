/** The channels and the direct message that the person sees; what they have not read stands out. */

import { openTab } from "../channel/DirectTabs";
import { channelName } from "../state/naming";
import { isSeenBy, openChannel, ownDirectMessage, place } from "../state/place";
import { useUnread } from "../state/seen";
import { useStore } from "../state/store";
import type { Channel } from "../state/types";
import { workspace } from "../state/workspace";

export function ChannelList() {
  const as = useStore(place, (at) => at.as);
  const channels = useStore(workspace, (state) => state.channels);
  const bot = useStore(workspace, ({ about }) => about?.bot.name ?? "");
  const seen = Object.values(channels).filter((channel) => channel.kind !== "im" && isSeenBy(channel, as));
  const direct = ownDirectMessage(workspace.get(), as);
  return (
    <>
      <h3 id="channels">Channels</h3>
      <ul className="channels" aria-labelledby="channels">
        {seen.map((channel) => <Entry key={channel.id} channel={channel} name={channelName(channel, bot)} />)}
      </ul>
      <h3 id="direct">Direct messages</h3>
      <ul className="channels" aria-labelledby="direct">
        {direct && <Entry channel={direct} name={bot} />}
      </ul>
    </>
  );
}

function Entry({ channel, name }: { channel: Channel; name: string }) {
  const open = useStore(place, (at) => at.channel === channel.id);
  const unread = useUnread(channel.id);
  const enter = () => {
    openChannel(channel.id);
    if (channel.kind === "im") openTab("messages");
  };
  return (
    <li>
      <button type="button" className={unread ? "channel unread" : "channel"} aria-current={open ? "page" : undefined} onClick={enter}>
        <span className="channel-name">{name}</span>
        {channel.kind === "private" && <span className="tag">private</span>}
        {channel.archived && <span className="tag">archived</span>}
        {unread > 0 && <span className="count" aria-label={`${unread} new`}>{unread}</span>}
      </button>
    </li>
  );
}
