/** A text object or a message's text, drawn by the library as the rich text it stands for. */

import { memo, useMemo } from "react";
import { Library } from "./Library";
import { richText } from "./mrkdwn";
import type { Block, Text } from "./types";

export const Words = memo(function Words({ text }: { text: Text | string }) {
  const blocks = useMemo(() => [richText(text) as unknown as Block], [text]);
  return <Library blocks={blocks} />;
});
