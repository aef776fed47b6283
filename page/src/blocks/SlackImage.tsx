/**
 * A picture, by its description and a link: the page loads nothing from elsewhere, so the library, which would load it,
 * does not draw it.
 */

import { SlackLink } from "./SlackLink";
import type { Block, Text } from "./types";

export function SlackImage({ block }: { block: Block }) {
  const title = (block.title as Text | undefined)?.text;
  const address = block.image_url as string | undefined;
  const words = `Picture: ${title ?? (block.alt_text as string)}`;
  return <span className="block-image">{address ? <SlackLink href={address}>{words}</SlackLink> : words}</span>;
}
