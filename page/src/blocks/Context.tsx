/** A line of small texts and pictures. */

import { SlackImage } from "./SlackImage";
import { Words } from "./Words";
import type { Block, Text } from "./types";

export function Context({ block }: { block: Block }) {
  const elements = block.elements as readonly Block[];
  return (
    <div className="block-context">
      {elements.map((element, at) =>
        element.type === "image" ? (
          <SlackImage key={at} block={element} />
        ) : (
          <Words key={at} text={element as unknown as Text} />
        ),
      )}
    </div>
  );
}
