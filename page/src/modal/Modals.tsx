/** The open modals of the person: the newest is in front, those below keep what was typed. */

import { useMemo } from "react";
import { place } from "../state/place";
import { useStore } from "../state/store";
import { workspace } from "../state/workspace";
import { Modal } from "./Modal";

export function Modals() {
  const as = useStore(place, (at) => at.as);
  const views = useStore(workspace, (state) => state.views);
  const open = useMemo(() => views.filter((view) => view.open && view.user === as), [views, as]);
  return open.map((view) => <Modal key={view.id} view={view} front={view === open.at(-1)} />);
}
