/** Blocks that only show something, drawn by slack-blocks-to-jsx. */

import { memo } from "react";
import { Message, type Block as LibraryBlock, type MessageProps } from "slack-blocks-to-jsx";
import { useStore } from "../state/store";
import { theme } from "../state/theme";
import { Mention } from "./Mention";
import { ChannelName } from "./ChannelName";
import { SlackLink } from "./SlackLink";
import type { Block } from "./types";

// The library keeps the hooks it was first given, so they are constants that look things up themselves.
const HOOKS: NonNullable<MessageProps["hooks"]> = {
  user: ({ id }) => <Mention id={id} />,
  channel: ({ id }) => <ChannelName id={id} />,
  link: ({ href, children }) => <SlackLink href={href}>{children}</SlackLink>,
};

export const Library = memo(function Library({ blocks }: { blocks: readonly Block[] }) {
  const shown = useStore(theme, (state) => state.shown);
  return (
    <Message blocks={blocks.map(anonymous) as LibraryBlock[]} logo="" name="" theme={shown} withoutWrapper hooks={HOOKS} />
  );
});

/** The library makes HTML ids of block ids, which are not unique on a page. */
function anonymous({ block_id: _id, ...block }: Block): Block {
  return block;
}
