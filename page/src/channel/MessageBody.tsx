/** What a message says: its blocks, or its text where it has none. */

import { type ReactNode, useState } from "react";
import { Blocks } from "../blocks/Blocks";
import type { Value } from "../blocks/types";
import { Words } from "../blocks/Words";
import { UsageContext } from "../elements/usage";
import { act } from "../state/acting";
import { notify } from "../state/notices";
import type { Message } from "../state/types";

export function MessageBody({ message }: { message: Message }) {
  if (!message.blocks?.length) return <div className="message-text" dir="auto"><Words text={message.text} /></div>;
  return (
    <UsageInMessage message={message}>
      <Blocks blocks={message.blocks} />
    </UsageInMessage>
  );
}

/** What was chosen in a message stands until the app redraws it. */
function UsageInMessage({ message, children }: { message: Message; children: ReactNode }) {
  const [held, hold] = useState<{ of: Message; values: Readonly<Record<string, Value>> }>({ of: message, values: {} });
  const values = held.of.blocks === message.blocks ? held.values : {};
  const { channel, ts } = message;
  const press = async (actionId: string, value: Value) => {
    const { error } = await act({ act: "click", channel, ts, action_id: actionId, value });
    if (error) notify(error);
  };
  const change = (key: string, value: Value) => hold({ of: message, values: { ...values, [key]: value } });
  return <UsageContext value={{ press, values, change, errors: {} }}>{children}</UsageContext>;
}
