import { duration } from "../../app/format.ts";
import { t } from "./words.ts";

/** Under so many milliseconds to go the time left is red. */
const nearMs = 3_600_000;

/** Time left to a cutoff, red under an hour; each minute. */
export function Left({ at, now }: { readonly at: string; readonly now: number }) {
  const left = Date.parse(at) - now;
  const text =
    left < 0
      ? t("floor.past", { span: duration(-left) })
      : left < nearMs
        ? t("floor.left", { span: duration(left) })
        : duration(left);
  return (
    <span className="num" style={left < nearMs ? { color: "var(--critical)", fontWeight: 650 } : undefined}>
      {text}
    </span>
  );
}
