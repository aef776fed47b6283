/** The page's few icons, drawn in lines. They say nothing that words near them do not say too. */

import type { ReactNode } from "react";

function Icon({ children }: { children: ReactNode }) {
  return (
    <svg
      className="icon" viewBox="0 0 20 20" width="18" height="18" fill="none" stroke="currentColor"
      strokeWidth="1.6" strokeLinecap="round" strokeLinejoin="round" aria-hidden="true"
    >
      {children}
    </svg>
  );
}

export const CloseIcon = () => <Icon><path d="M5 5l10 10M15 5L5 15" /></Icon>;
export const BarsIcon = () => <Icon><path d="M3 5.5h14M3 10h14M3 14.5h14" /></Icon>;
export const ReplyIcon = () => <Icon><path d="M4 4.5h12v8H9l-3.5 3v-3H4z" /></Icon>;
export const EyeIcon = () => (
  <Icon>
    <path d="M2 10s3-5 8-5 8 5 8 5-3 5-8 5-8-5-8-5z" />
    <circle cx="10" cy="10" r="2.2" />
  </Icon>
);
export const SendIcon = () => <Icon><path d="M4 10h11M10.5 5.5L15 10l-4.5 4.5" /></Icon>;
export const InspectIcon = () => <Icon><path d="M7 6L3 10l4 4M13 6l4 4-4 4" /></Icon>;
export const MoreIcon = () => (
  <Icon>
    <circle cx="4.5" cy="10" r="0.8" fill="currentColor" />
    <circle cx="10" cy="10" r="0.8" fill="currentColor" />
    <circle cx="15.5" cy="10" r="0.8" fill="currentColor" />
  </Icon>
);

export function ThumbIcon({ down }: { down: boolean }) {
  return (
    <Icon>
      <g transform={down ? "rotate(180 10 10)" : undefined}>
        <path d="M6 9v7H3.5V9zM6 9l3-6c1.3 0 2 1 1.8 2.2L10.3 8h4.4c1.1 0 1.8 1 1.6 2l-1 4.600c-.2.8-.8 1.400-1.700 1.400H6" />
      </g>
    </Icon>
  );
}
