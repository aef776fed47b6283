/** The latest messages of a list, and the earlier ones on demand: a month of cards would take seconds to draw. */

import { type RefObject, useLayoutEffect, useRef, useState } from "react";
import { place } from "../state/place";
import { useStore } from "../state/store";
import type { Message } from "../state/types";

const PAGE = 40; // messages drawn at first, and with each further step

interface Earlier {
  shown: readonly Message[];
  hidden: number;
  showEarlier(): void;
}

export function useEarlier(messages: readonly Message[], list: RefObject<HTMLElement | null>): Earlier {
  const [first, setFirst] = useState(() => messages.at(-PAGE)?.ts ?? "");
  const linked = useStore(place, (at) => at.shown);
  const height = useRef(0);
  const from = first ? Math.max(messages.findIndex(({ ts }) => ts === first), 0) : 0;
  // A link may lead to a message that is not drawn yet.
  const target = messages.findIndex(({ channel, ts }) => `${channel}/${ts}` === linked);
  if (target >= 0 && target < from) setFirst(messages[target]?.ts ?? "");
  useLayoutEffect(() => {
    // What was in sight stays there when earlier ones come in above it.
    if (height.current && list.current) list.current.scrollTop += list.current.scrollHeight - height.current;
    height.current = 0;
  }, [from, list]);
  const showEarlier = () => {
    height.current = list.current?.scrollHeight ?? 0;
    setFirst(messages[Math.max(from - PAGE, 0)]?.ts ?? "");
    list.current?.focus({ preventScroll: true });
  };
  return { shown: from ? messages.slice(from) : messages, hidden: from, showEarlier };
}
