/** Whose eyes one sees with, and in whose name one acts. */

import { actAs, place } from "../state/place";
import { useStore } from "../state/store";
import { workspace } from "../state/workspace";

const NONE: readonly string[] = [];

export function ActAs() {
  const as = useStore(place, (at) => at.as);
  const ids = useStore(workspace, ({ about }) => about?.people ?? NONE);
  const people = useStore(workspace, (state) => state.people);
  return (
    <label className="side-field">
      <span>Act as</span>
      <select className="menu" value={as} onChange={(event) => actAs(event.target.value)}>
        {ids.map((id) => <option key={id} value={id}>{people[id]?.name ?? id}</option>)}
      </select>
    </label>
  );
}
