/** A text, short texts in two columns, and something to use beside them. */

import { Use } from "../elements/Use";
import { Words } from "./Words";
import type { Block, Element, Text } from "./types";

export function Section({ block }: { block: Block }) {
  const text = block.text as Text | undefined;
  const fields = block.fields as readonly Text[] | undefined;
  const accessory = block.accessory as Element | undefined;
  return (
    <div className="block-section">
      <div className="section-words">
        {text && <Words text={text} />}
        {fields && (
          <div className="section-fields">
            {fields.map((field, at) => (
              <Words key={at} text={field} />
            ))}
          </div>
        )}
      </div>
      {accessory && (
        <div className="accessory">
          <Use element={accessory} blockId={block.block_id ?? ""} label={text?.text ?? ""} />
        </div>
      )}
    </div>
  );
}
