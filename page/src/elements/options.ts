/** What can be chosen in a menu: its options, or people and channels of the workspace. */

import type { Element, Option } from "../blocks/types";
import { isSeenBy, place } from "../state/place";
import { useStore } from "../state/store";
import { workspace } from "../state/workspace";

export interface Choice {
  value: string;
  name: string;
  description?: Option["description"] | undefined;
}

export interface ChoiceGroup {
  label: string;
  choices: readonly Choice[];
}

export function useChoices(element: Element): readonly ChoiceGroup[] {
  const people = useStore(workspace, (state) => state.people);
  const channels = useStore(workspace, (state) => state.channels);
  const as = useStore(place, (state) => state.as);
  if (/users_select$/.test(element.type)) {
    const persons = Object.values(people).filter(({ id }) => id !== "USLACKBOT");
    return [{ label: "", choices: persons.map(({ id, name }) => ({ value: id, name })) }];
  }
  if (/(channels|conversations)_select$/.test(element.type)) {
    const seen = Object.values(channels).filter((channel) => isSeenBy(channel, as) && channel.kind !== "im");
    return [{ label: "", choices: seen.map(({ id, name }) => ({ value: id, name: `#${name}` })) }];
  }
  if (element.option_groups) {
    return element.option_groups.map(({ label, options }) => ({ label: label.text, choices: options.map(choice) }));
  }
  return [{ label: "", choices: (element.options ?? []).map(choice) }];
}

function choice({ value, text, description }: Option): Choice {
  return { value: value ?? "", name: text.text, description };
}
