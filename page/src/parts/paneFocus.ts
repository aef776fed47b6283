/** A panel takes the focus when it opens, and gives it back to where it came from. */

import { type RefObject, useEffect } from "react";

export function usePaneFocus(pane: RefObject<HTMLElement | null>, takes: string): void {
  useEffect(() => {
    const before = document.activeElement as HTMLElement | null;
    // A link into the panel has put the focus on the message it leads to.
    if (!pane.current?.contains(before)) pane.current?.querySelector<HTMLElement>(takes)?.focus();
    return () => {
      if (before?.isConnected) before.focus({ preventScroll: true });
    };
  }, [pane, takes]);
}
