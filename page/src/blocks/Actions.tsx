/** Buttons and menus in a row. */

import { Use } from "../elements/Use";
import type { Block, Element } from "./types";

export function Actions({ block }: { block: Block }) {
  const elements = block.elements as readonly Element[];
  return (
    <div className={block.type === "actions" ? "block-actions" : "block-actions quiet"}>
      {elements.map((element, at) => (
        <Use key={element.action_id ?? at} element={element} blockId={block.block_id ?? ""} label="" />
      ))}
    </div>
  );
}
