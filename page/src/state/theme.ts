/** Light or dark: as chosen, or as the system has it. */

import { createStore } from "./store";

export type Theme = "system" | "light" | "dark";

const KEPT_AS = "stackbot-playground-theme";
const system = window.matchMedia("(prefers-color-scheme: dark)");

export const theme = createStore<{ chosen: Theme; shown: "light" | "dark" }>({ chosen: "system", shown: "light" });

/** Takes up the theme chosen last, and follows the system as long as that is the choice. */
export function keepTheme(): void {
  const kept = read();
  show(kept === "light" || kept === "dark" ? kept : "system");
  system.addEventListener("change", () => show(theme.get().chosen));
}

export function chooseTheme(chosen: Theme): void {
  try {
    localStorage.setItem(KEPT_AS, chosen);
  } catch {
    // Where nothing may be kept, the choice holds for this visit.
  }
  show(chosen);
}

function read(): string | null {
  try {
    return localStorage.getItem(KEPT_AS);
  } catch {
    return null;
  }
}

function show(chosen: Theme): void {
  const shown = chosen === "system" ? (system.matches ? "dark" : "light") : chosen;
  document.documentElement.dataset.theme = shown;
  theme.set({ chosen, shown });
}
