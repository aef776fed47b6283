/** Keeps the newest message in sight: its end, or its beginning where it is longer than the list is high. */

import { type RefObject, useLayoutEffect, useRef } from "react";
import { place } from "../state/place";
import { useStore } from "../state/store";

const NEAR_PX = 80; // from the end, which is as good as at it
const ROOM_PX = 12; // above a message that is read from its beginning

type Kept = "end" | "beginning" | "nothing";

/** Follows what is added or redrawn until a person scrolls elsewhere; the function is to hear of each scroll. */
export function useFollowing(list: RefObject<HTMLElement | null>, newest: string): () => void {
  const kept = useRef<Kept>("end");
  const jumps = useStore(place, (at) => (at.shown ? at.jumps : 0));
  useLayoutEffect(() => {
    if (jumps) kept.current = "nothing";
  }, [jumps]);
  useLayoutEffect(() => {
    const drawn = list.current;
    if (!drawn || kept.current === "nothing") return;
    kept.current = isTall(drawn) ? "beginning" : "end";
    keep(drawn, kept.current);
  }, [list, newest]);
  useLayoutEffect(() => {
    const drawn = list.current;
    if (!drawn) return undefined;
    const watch = new ResizeObserver(() => keep(drawn, kept.current));
    for (const part of [drawn, ...drawn.children]) watch.observe(part);
    return () => watch.disconnect();
  }, [list]);
  return () => {
    if (list.current) kept.current = seen(list.current);
  };
}

function keep(list: HTMLElement, kept: Kept): void {
  if (kept === "end") list.scrollTop = list.scrollHeight;
  if (kept === "beginning") list.scrollTop = beginning(list);
}

function seen(list: HTMLElement): Kept {
  if (list.scrollHeight - list.scrollTop - list.clientHeight < NEAR_PX) return "end";
  return Math.abs(list.scrollTop - beginning(list)) < 2 ? "beginning" : "nothing";
}

function isTall(list: HTMLElement): boolean {
  const newest = newestOf(list);
  return newest !== undefined && newest.offsetHeight + ROOM_PX > list.clientHeight;
}

/** Where the list is scrolled to when its newest message begins at the top. */
function beginning(list: HTMLElement): number {
  const newest = newestOf(list);
  if (!newest) return 0;
  return list.scrollTop + newest.getBoundingClientRect().top - list.getBoundingClientRect().top - ROOM_PX;
}

function newestOf(list: HTMLElement): HTMLElement | undefined {
  return [...list.querySelectorAll<HTMLElement>("article")].at(-1);
}
