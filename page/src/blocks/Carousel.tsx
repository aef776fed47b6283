/** Cards side by side, in a row that scrolls within itself. */

import { Card } from "./Card";
import type { Block } from "./types";

export function Carousel({ block }: { block: Block }) {
  return (
    <div className="block-carousel" role="group" aria-label="Cards" tabIndex={0}>
      {(block.elements as readonly Block[]).map((card, at) => (
        <Card key={card.block_id ?? at} block={card} />
      ))}
    </div>
  );
}
