/** Asks whether it is meant, before the app is told. */

import { unescaped } from "../blocks/mrkdwn";
import type { Confirm } from "../blocks/types";
import { Words } from "../blocks/Words";
import { Dialog } from "../parts/Dialog";

export function ConfirmDialog({ asks, onAnswer }: { asks: Confirm; onAnswer(agreed: boolean): void }) {
  return (
    <Dialog title={unescaped(asks.title?.text ?? "Are you sure?")} onClose={() => onAnswer(false)}>
      <div className="dialog-body">{asks.text && <Words text={asks.text} />}</div>
      <footer className="dialog-foot">
        <button type="button" className="button" onClick={() => onAnswer(false)}>
          {unescaped(asks.deny?.text ?? "Cancel")}
        </button>
        <button type="button" className={`button ${asks.style ?? "primary"}`} onClick={() => onAnswer(true)}>
          {unescaped(asks.confirm?.text ?? "Yes")}
        </button>
      </footer>
    </Dialog>
  );
}
