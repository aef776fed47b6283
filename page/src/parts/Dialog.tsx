/** A dialog that keeps the focus until it is closed; the browser's own, so that it is one for everybody. */

import { type ReactNode, useEffect, useId, useRef } from "react";
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
  useEffect(() => {
    if (front && !dialog.current?.open) dialog.current?.showModal();
    if (!front && dialog.current?.open) dialog.current.close();
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
