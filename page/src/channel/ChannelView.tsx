/** A conversation: its messages, and the composer below. */

import { useMemo } from "react";
import { Composer } from "../composer/Composer";
import { place } from "../state/place";
import { useStore } from "../state/store";
import type { Channel } from "../state/types";
import { workspace } from "../state/workspace";
import { MessageList } from "./MessageList";
import { readingOf } from "./reading";
import { SuggestedPrompts } from "./SuggestedPrompts";
import { ChannelStart } from "./ChannelStart";

export function ChannelView({ channel, name }: { channel: Channel; name: string }) {
  const as = useStore(place, (at) => at.as);
  const messages = useStore(workspace, (state) => state.messages[channel.id]);
  const { top, replies } = useMemo(() => readingOf(messages, as), [messages, as]);
  return (
    <>
      <MessageList key={channel.id} label={`Messages in ${name}`} messages={top} replies={replies} inThread={false}>
        <ChannelStart channel={channel} name={name} empty={top.length === 0} />
      </MessageList>
      <SuggestedPrompts channel={channel.id} />
      <Composer key={`${channel.id}/${as}`} channel={channel.id} thread="" label={`Message ${name}`} />
    </>
  );
}
