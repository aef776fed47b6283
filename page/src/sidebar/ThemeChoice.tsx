/** Light, dark, or as the system has it. */

import { useStore } from "../state/store";
import { chooseTheme, type Theme, theme } from "../state/theme";

export function ThemeChoice() {
  const chosen = useStore(theme, (state) => state.chosen);
  return (
    <label className="side-field">
      <span>Theme</span>
      <select className="menu" value={chosen} onChange={(event) => chooseTheme(event.target.value as Theme)}>
        <option value="system">System</option>
        <option value="light">Light</option>
        <option value="dark">Dark</option>
      </select>
    </label>
  );
}
