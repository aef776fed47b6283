/** A table, drawn by the library; wide ones scroll within themselves. */

import { useMemo } from "react";
import { Library } from "./Library";
import type { Block, Text } from "./types";

export function Table({ block }: { block: Block }) {
  const blocks = useMemo(() => [{ ...block, rows: (block.rows as readonly Cell[][]).map((row) => row.map(literal)) }], [block]);
  return (
    <div className="scroller" role="group" aria-label="Table" tabIndex={0}>
      <Library blocks={blocks} />
    </div>
  );
}

type Cell = { type: string; text?: string };

/** A raw text as rich text, since the library would read it as mrkdwn. */
function literal(cell: Cell): Block | Cell {
  if (cell.type === "rich_text") return cell;
  const text = { type: "text", text: (cell as unknown as Text).text ?? "" };
  return { type: "rich_text", elements: [{ type: "rich_text_section", elements: [text] }] };
}
