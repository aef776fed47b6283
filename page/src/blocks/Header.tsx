/** A header: plain text, which the library would read as mrkdwn. */

import { unescaped } from "./mrkdwn";
import type { Block, Text } from "./types";

export function Header({ block }: { block: Block }) {
  return (
    <h3 className="block-header" dir="auto">
      {unescaped((block.text as Text).text)}
    </h3>
  );
}
