/** What can complete the text, in a list above it; the focus stays in the text. */

import type { Suggestion } from "./completing";

interface SuggestionsProps {
  id: string;
  all: readonly Suggestion[];
  chosen: number;
  onChoose(suggestion: Suggestion): void;
}

export function Suggestions({ id, all, chosen, onChoose }: SuggestionsProps) {
  return (
    <ul className="suggestions" role="listbox" id={id} aria-label="Suggestions">
      {all.map((suggestion, at) => (
        <li
          key={suggestion.name} id={`${id}-${at}`} role="option" aria-selected={at === chosen}
          ref={at === chosen ? (option) => option?.scrollIntoView({ block: "nearest" }) : undefined}
          // The text would lose the focus with the press.
          onMouseDown={(event) => event.preventDefault()}
          onClick={() => onChoose(suggestion)}
        >
          <b>{suggestion.name}</b> <span>{suggestion.hint}</span>
        </li>
      ))}
    </ul>
  );
}
