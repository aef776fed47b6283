/** Something a person can use, by its type. */

import { useState } from "react";
import type { Element, Value } from "../blocks/types";
import { Button } from "./Button";
import { Choices } from "./Choices";
import { ConfirmDialog } from "./ConfirmDialog";
import { DateAndTime } from "./DateAndTime";
import { Feedback } from "./Feedback";
import { Menu } from "./Menu";
import { Overflow } from "./Overflow";
import { TypedText } from "./TypedText";
import { elementKey, initialValue, useUsage } from "./usage";

/** How an element stands in an input block. */
export interface InInput {
  id: string;
  required: boolean;
  invalid: boolean;
  described: string;
  dispatches: boolean;
}

export interface UseProps {
  element: Element;
  blockId: string;
  /** What an element beside a text is about; empty where it speaks for itself. */
  label: string;
  input?: InInput;
}

/** What each kind of element is given. */
export interface ElementProps {
  element: Element;
  value: Value;
  /** Take a value, without telling the app. */
  take(value: Value): void;
  /** Tell the app. */
  tell(value: Value): void;
  /** Take a value, and tell the app where the element does. */
  choose(value: Value): void;
  busy: boolean;
  label: string;
  input: InInput | undefined;
}

export function Use({ element, blockId, label, input }: UseProps) {
  const { values, change, press } = useUsage();
  const [asked, ask] = useState<{ value: Value } | null>(null);
  const [busy, setBusy] = useState(false);
  const key = elementKey(blockId, element);
  const value = key in values ? (values[key] ?? null) : initialValue(element);
  const send = async (told: Value) => {
    setBusy(true);
    await press(element.action_id ?? "", told);
    setBusy(false);
  };
  const take = (taken: Value) => change(key, taken);
  const tell = (told: Value) => (element.confirm ? ask({ value: told }) : void send(told));
  const choose = (chosen: Value) => {
    take(chosen);
    if (!input || input.dispatches) tell(chosen);
  };
  return (
    <>
      {kind({ element, value, take, tell, choose, busy, label, input })}
      {element.confirm && asked && (
        <ConfirmDialog
          asks={element.confirm}
          onAnswer={(agreed) => {
            ask(null);
            if (agreed) void send(asked.value);
          }}
        />
      )}
    </>
  );
}

function kind(props: ElementProps) {
  switch (props.element.type) {
    case "button":
    case "icon_button":
      return <Button {...props} />;
    case "feedback_buttons":
      return <Feedback {...props} />;
    case "overflow":
      return <Overflow {...props} />;
    case "static_select":
    case "users_select":
    case "channels_select":
    case "conversations_select":
      return <Menu {...props} />;
    case "radio_buttons":
    case "checkboxes":
    case "multi_static_select":
    case "multi_users_select":
    case "multi_channels_select":
    case "multi_conversations_select":
      return <Choices {...props} />;
    case "datepicker":
    case "timepicker":
    case "datetimepicker":
      return <DateAndTime {...props} />;
    case "plain_text_input":
    case "number_input":
    case "email_text_input":
    case "url_text_input":
      return <TypedText {...props} />;
    default:
      return <span className="unusable">{props.element.type} cannot be used on this page</span>;
  }
}
