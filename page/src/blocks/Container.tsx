/** Blocks under a title, which can be folded away where the container says so. */

import { Blocks } from "./Blocks";
import { unescaped } from "./mrkdwn";
import type { Block, Text } from "./types";
import { Words } from "./Words";

export function Container({ block }: { block: Block }) {
  const title = unescaped((block.title as Text | undefined)?.text ?? "");
  const subtitle = block.subtitle as Text | undefined;
  const inside = (
    <>
      {subtitle && <div className="block-context"><Words text={subtitle} /></div>}
      <Blocks blocks={(block.child_blocks ?? []) as readonly Block[]} />
    </>
  );
  if (!block.is_collapsible) {
    return (
      <section className="block-card" aria-label={title || "Container"}>
        {title && <h3 className="block-header">{title}</h3>}
        {inside}
      </section>
    );
  }
  return (
    <details className="block-card" open={!block.default_collapsed}>
      <summary className="block-header">{title}</summary>
      {inside}
    </details>
  );
}
