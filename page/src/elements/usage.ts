/** What the elements of a message, a modal or a home tab share: where clicks go, and what stands in the inputs. */

import { createContext, use } from "react";
import type { Element, Value } from "../blocks/types";

export interface Usage {
  /** Somebody used an element. Settles when the app has answered. */
  press(actionId: string, value: Value): Promise<void>;
  /** What stands in the elements, by `elementKey`; the rest holds what it began with. */
  values: Readonly<Record<string, Value>>;
  change(key: string, value: Value): void;
  errors: Readonly<Record<string, string>>;
}

const UNUSED: Usage = { press: async () => {}, values: {}, change: () => {}, errors: {} };

export const UsageContext = createContext<Usage>(UNUSED);

export function useUsage(): Usage {
  return use(UsageContext);
}

/** What an element is known by as long as its block and action ids stay. */
export function elementKey(blockId: string, element: Element): string {
  return `${blockId}/${element.action_id ?? ""}`;
}

/** What an element holds when it is first drawn. */
export function initialValue(element: Element): Value {
  if (element.initial_options) return element.initial_options.map((option) => option.value ?? "");
  if (element.initial_date_time !== undefined) return String(element.initial_date_time);
  return (
    element.initial_option?.value ??
    element.initial_users ??
    element.initial_channels ??
    element.initial_conversations ??
    element.initial_value ??
    element.initial_date ??
    element.initial_time ??
    element.initial_user ??
    element.initial_channel ??
    element.initial_conversation ??
    (isMultiple(element) ? [] : null)
  );
}

export function isMultiple(element: Element): boolean {
  return element.type === "checkboxes" || element.type.startsWith("multi_");
}
