/** A button that opens a small menu: arrow keys move in it, Escape closes it. */

import { type KeyboardEvent, useEffect, useId, useRef, useState } from "react";
import { MoreIcon } from "./icons";

export interface MenuItem {
  name: string;
  use(): void;
}

export function MenuButton({ label, items, className }: { label: string; items: readonly MenuItem[]; className: string }) {
  const [open, setOpen] = useState(false);
  const [above, setAbove] = useState(false);
  const root = useRef<HTMLDivElement>(null);
  const id = useId();
  useEffect(() => {
    if (!open) return undefined;
    root.current?.querySelector<HTMLElement>("[role=menuitem]")?.focus();
    const away = (event: PointerEvent) => {
      if (!root.current?.contains(event.target as Node)) setOpen(false);
    };
    document.addEventListener("pointerdown", away);
    return () => document.removeEventListener("pointerdown", away);
  }, [open]);
  const close = () => {
    setOpen(false);
    root.current?.querySelector("button")?.focus();
  };
  const move = (event: KeyboardEvent) => {
    const entries = [...(root.current?.querySelectorAll<HTMLElement>("[role=menuitem]") ?? [])];
    const at = entries.indexOf(document.activeElement as HTMLElement);
    const to = { ArrowDown: at + 1, ArrowUp: at - 1 + entries.length, Home: 0, End: entries.length - 1 }[event.key];
    if (event.key === "Tab") setOpen(false);
    if (event.key !== "Escape" && to === undefined) return;
    event.preventDefault();
    event.stopPropagation();
    if (to === undefined) close();
    else entries[to % entries.length]?.focus();
  };
  return (
    <div className="menu-root" ref={root}>
      <button
        type="button"
        className={className}
        aria-label={label}
        title={label}
        aria-haspopup="menu"
        aria-expanded={open}
        aria-controls={open ? id : undefined}
        onClick={() => {
          const top = root.current?.getBoundingClientRect().top ?? 0;
          setAbove(top > window.innerHeight / 2);
          setOpen(!open);
        }}
      >
        <MoreIcon />
      </button>
      {open && (
        <div role="menu" id={id} className={above ? "menu-list above" : "menu-list"} aria-label={label} onKeyDown={move}>
          {items.map(({ name, use }) => (
            <button
              key={name}
              type="button"
              role="menuitem"
              tabIndex={-1}
              onClick={() => {
                close();
                use();
              }}
            >
              {name}
            </button>
          ))}
        </div>
      )}
    </div>
  );
}
