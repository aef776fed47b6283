/** Somebody's first letter on a colour that is theirs. */

export function Avatar({ id, name, square }: { id: string; name: string; square: boolean }) {
  const hue = [...id].reduce((sum, letter) => (sum * 31 + (letter.codePointAt(0) ?? 0)) % 360, 7);
  return (
    <span className={square ? "avatar square" : "avatar"} style={{ backgroundColor: `hsl(${hue} 45% 34%)` }} aria-hidden="true">
      {[...name][0]?.toUpperCase() ?? "?"}
    </span>
  );
}
