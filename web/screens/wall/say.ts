import { duration } from "../../app/format.ts";
import { t } from "./words.ts";

/** Time left to an instant. */
export const leftOf = (at: string, now: number): string => {
  const left = Date.parse(at) - now;
  return left <= 0 ? t("wall.gone") : duration(left);
};
