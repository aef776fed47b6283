/** A card: a title, a text, and buttons below. */

import { Use } from "../elements/Use";
import { unescaped } from "./mrkdwn";
import { SlackImage } from "./SlackImage";
import type { Block, Element, Text } from "./types";
import { Words } from "./Words";

export function Card({ block }: { block: Block }) {
  const { title, subtitle, body } = block as { title?: Text; subtitle?: Text; body?: Text };
  const image = block.hero_image as Block | undefined;
  const actions = (block.actions ?? []) as readonly Element[];
  return (
    <section className="block-card" aria-label={title?.text ?? "Card"}>
      {image && <SlackImage block={image} />}
      {title && <h3 className="block-header">{unescaped(title.text)}</h3>}
      {subtitle && <div className="block-context"><Words text={subtitle} /></div>}
      {body && <Words text={body} />}
      {actions.length > 0 && (
        <div className="block-actions">
          {actions.map((element, at) => (
            <Use key={element.action_id ?? at} element={element} blockId={block.block_id ?? ""} label={title?.text ?? ""} />
          ))}
        </div>
      )}
    </section>
  );
}
