import { zoneName } from "../../app/format.ts";
import { StateGlyph } from "../../widgets/StateGlyph.tsx";
import type { LagWindow } from "./links.ts";
import { Silent } from "./Silent.tsx";
import classes from "./sync.module.css";
import { t } from "./words.ts";

/** What a cell of the matrix says, and what its glyphs mean. */
export function Legend({
  failed,
  window,
  zone,
  now,
}: {
  /** The lines of the cells could not be read. */
  readonly failed: boolean;
  readonly window: LagWindow;
  readonly zone: string;
  readonly now: number;
}) {
  return (
    <p className={classes.legend}>
      {failed && <StateGlyph state="failed">{t("sync.lines-failed")}</StateGlyph>}
      <span>{t("sync.legend", { window: t(`sync.${window}`), zone: zoneName(zone, now) })}</span>
      <StateGlyph state="near-target">{t("sync.near")}</StateGlyph>
      <StateGlyph state="late">{t("sync.over")}</StateGlyph>
      <Silent>{t("sync.source-silent")}</Silent>
      <StateGlyph state="batch">{t("sync.legend-file")}</StateGlyph>
      <span>{t("sync.legend-quiet")}</span>
    </p>
  );
}
