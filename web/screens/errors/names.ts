import type { SuspectRow } from "../../../server/wire/index.ts";
import { duration } from "../../app/format.ts";
import type { Names } from "../../live/index.ts";
import { t } from "./words.ts";

const what = (suspect: SuspectRow, names: Names): string => {
  switch (suspect.kind) {
    case "version":
      return t("errors.suspect-version", { system: names.system(suspect.system), version: suspect.version });
    case "reload":
      return suspect.changed.length === 0
        ? t("errors.suspect-beside")
        : t("errors.suspect-reload", { changed: suspect.changed.join(", ") });
    case "quiet-ended":
      return t("errors.suspect-quiet", { system: names.system(suspect.system) });
    case "silent":
      return t("errors.suspect-silent", { system: names.system(suspect.system) });
    case "heard-again":
      return t("errors.suspect-heard", { system: names.system(suspect.system) });
  }
};

/** What changed and how long before: `ATL WMS went to 4.12.0, 12 min before`. */
export const suspectLine = (suspect: SuspectRow, names: Names): string =>
  suspect.beforeMs < 60_000
    ? t("errors.suspect-at-once", { what: what(suspect, names) })
    : t("errors.suspect-before", { what: what(suspect, names), time: duration(suspect.beforeMs) });

/** What is further known of it; null where that is all. */
export const suspectWhy = (suspect: SuspectRow): string | null =>
  suspect.kind === "version"
    ? t("errors.suspect-was", { before: suspect.before })
    : suspect.kind === "quiet-ended"
      ? suspect.why
      : null;
