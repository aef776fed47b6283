/** A dialog that keeps the focus until it is closed; the browser's own, so that it is one for everybody. */

import { type ReactNode, useId, useLayoutEffect, useRef } from "react";
import { createPortal } from "react-dom";
import { CloseIcon } from "./icons";

interface DialogProps {
  title: string;
  onClose(): void;
  /** Whether it is the one in front; others wait behind it, unseen. */
  front?: boolean;
  children: ReactNode;
}

export function Dialog({ title, onClose, front = true, children }: DialogProps) {
  const dialog = useRef<HTMLDialogElement>(null);
  const id = useId();
  useLayoutEffect(() => {
    const drawn = dialog.current;
    if (!front || !drawn) return undefined;
    drawn.showModal();
    // Closed before it is taken away, it gives the focus back to where it came from.
    return () => drawn.close();
  }, [front]);
  return createPortal(
    <dialog
      ref={dialog}
      className="dialog"
      aria-labelledby={id}
      onCancel={(event) => {
        event.preventDefault();
        onClose();
      }}
    >
      <header className="dialog-head">
        <h2 id={id} dir="auto">{title}</h2>
        <button type="button" className="icon-button" aria-label="Close dialog" onClick={onClose}>
          <CloseIcon />
        </button>
      </header>
      {children}
    </dialog>,
    document.body,
  );
}
