/** What went wrong, over the page's foot. */

import { dismiss, notices } from "../state/notices";
import { useStore } from "../state/store";
import { CloseIcon } from "./icons";

export function Notices() {
  const all = useStore(notices, (state) => state.all);
  return (
    <div className="notices" role="alert">
      {all.map(({ id, text }) => (
        <p key={id} className="notice">
          {text}
          <button type="button" className="icon-button" aria-label="Dismiss" onClick={() => dismiss(id)}>
            <CloseIcon />
          </button>
        </p>
      ))}
    </div>
  );
}
