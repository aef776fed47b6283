/** The bot's home tab, as it drew it for the person. */

import { useState } from "react";
import { Blocks } from "../blocks/Blocks";
import type { Value } from "../blocks/types";
import { UsageContext } from "../elements/usage";
import { act } from "../state/acting";
import { notify } from "../state/notices";
import { place } from "../state/place";
import { useStore } from "../state/store";
import { workspace } from "../state/workspace";

export function HomeView() {
  const as = useStore(place, (at) => at.as);
  const home = useStore(workspace, ({ homes }) => homes[as]);
  const [values, setValues] = useState<Readonly<Record<string, Value>>>({});
  const press = async (actionId: string, value: Value) => {
    const { error } = await act({ act: "click", home: true, action_id: actionId, value });
    if (error) notify(error);
  };
  const change = (key: string, value: Value) => setValues((now) => ({ ...now, [key]: value }));
  return (
    <div className="home" role="region" aria-label="Home" tabIndex={0}>
      <h2 className="unseen">Home</h2>
      {home ? (
        <UsageContext value={{ press, values, change, errors: {} }}>
          <Blocks blocks={home.body.blocks ?? []} />
        </UsageContext>
      ) : (
        <p className="waiting">The bot is drawing its home…</p>
      )}
    </div>
  );
}
