/** What stands in the inputs of a modal: it stays as long as its block and action ids do, whatever the app redraws. */

import { useState } from "react";
import type { Typed } from "../state/acting";
import type { Block, Element, Value } from "../blocks/types";
import { elementKey, initialValue } from "./usage";

export type Values = Readonly<Record<string, Value>>;

interface Field {
  key: string;
  blockId: string;
  element: Element;
  optional: boolean;
}

/** The values of a modal's inputs, and a way to change one. */
export function useValues(blocks: readonly Block[]): [Values, (key: string, value: Value) => void] {
  const [held, hold] = useState(() => ({ blocks, values: keptValues(blocks, {}) }));
  let { values } = held;
  if (held.blocks !== blocks) {
    values = keptValues(blocks, held.values);
    hold({ blocks, values });
  }
  const change = (key: string, value: Value) => hold((now) => ({ ...now, values: { ...now.values, [key]: value } }));
  return [values, change];
}

/** What the app is told of the inputs: by action id, or by block id where an action id stands twice. */
export function typedIn(blocks: readonly Block[], values: Values): Typed {
  const fields = fieldsIn(blocks);
  const names = fields.map(({ element }) => element.action_id ?? "");
  const name = ({ element, blockId }: Field) => {
    const id = element.action_id ?? "";
    return id && names.indexOf(id) === names.lastIndexOf(id) ? id : blockId;
  };
  return Object.fromEntries(fields.map((field) => [name(field), values[field.key] ?? null]));
}

/** What Slack itself says of inputs before it asks the app, by block id. */
export function amissIn(blocks: readonly Block[], values: Values): Record<string, string> {
  const said = fieldsIn(blocks).map((field) => [field.blockId, amiss(field, values[field.key] ?? null)]);
  return Object.fromEntries(said.filter(([, what]) => what)) as Record<string, string>;
}

function amiss({ element, optional }: Field, value: Value): string {
  if (value === null || value.length === 0) return optional ? "" : "Please complete this required field.";
  if (typeof value !== "string") return "";
  if (element.min_length && value.length < element.min_length) return `Please write at least ${element.min_length} characters.`;
  if (element.type === "email_text_input" && !/^\S+@\S+\.\S+$/.test(value)) return "Please write an e-mail address.";
  if (element.type === "url_text_input" && !URL.canParse(value)) return "Please write a web address, with https:// before it.";
  return "";
}

function keptValues(blocks: readonly Block[], before: Values): Values {
  const kept = (field: Field) => (field.key in before ? (before[field.key] ?? null) : initialValue(field.element));
  return Object.fromEntries(fieldsIn(blocks).map((field) => [field.key, kept(field)]));
}

function fieldsIn(blocks: readonly Block[]): readonly Field[] {
  return blocks
    .filter((block) => block.type === "input")
    .map((block) => {
      const element = block.element as Element;
      const blockId = block.block_id ?? "";
      return { key: elementKey(blockId, element), blockId, element, optional: block.optional === true };
    });
}
