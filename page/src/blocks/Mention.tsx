/** Somebody's name in a text. */

import { useStore } from "../state/store";
import { workspace } from "../state/workspace";
import { place } from "../state/place";

export function Mention({ id }: { id: string }) {
  const name = useStore(workspace, ({ people }) => people[id]?.name);
  const own = useStore(place, ({ as }) => as === id);
  return <span className={own ? "mention own" : "mention"}>@{name ?? id}</span>;
}
