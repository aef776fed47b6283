/** The blocks of a message, a modal or a home tab: what a person can use is drawn here, the rest by the library. */

import type { ReactNode } from "react";
import { Actions } from "./Actions";
import { Card } from "./Card";
import { Carousel } from "./Carousel";
import { Container } from "./Container";
import { Context } from "./Context";
import { Header } from "./Header";
import { Input } from "./Input";
import { Library } from "./Library";
import { Section } from "./Section";
import { SlackImage } from "./SlackImage";
import { Table } from "./Table";
import type { Block } from "./types";

export function Blocks({ blocks }: { blocks: readonly Block[] }) {
  return <div className="blocks">{blocks.map((block, at) => drawn(block, block.block_id ?? `${at}`))}</div>;
}

function drawn(block: Block, key: string): ReactNode {
  switch (block.type) {
    case "actions":
    case "context_actions":
      return <Actions key={key} block={block} />;
    case "card":
      return <Card key={key} block={block} />;
    case "carousel":
      return <Carousel key={key} block={block} />;
    case "container":
      return <Container key={key} block={block} />;
    case "context":
      return <Context key={key} block={block} />;
    case "divider":
      return <hr key={key} />;
    case "header":
      return <Header key={key} block={block} />;
    case "image":
      return <SlackImage key={key} block={block} />;
    case "input":
      return <Input key={key} block={block} />;
    case "section":
      return <Section key={key} block={block} />;
    case "table":
      return <Table key={key} block={block} />;
    default:
      return <Library key={key} blocks={[block]} />;
  }
}
