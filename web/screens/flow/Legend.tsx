import { StateGlyph } from "../../widgets/StateGlyph.tsx";
import classes from "./flow.module.css";
import { troubleStates, troubles } from "./model.ts";
import { t } from "./words.ts";

/** What glyphs and lines of the map mean. */
export function Legend() {
  return (
    <p className={classes.legend}>
      {troubles.map((trouble) => (
        <StateGlyph key={trouble} state={troubleStates[trouble]} size={14}>
          {t(`flow.legend.${trouble}`)}
        </StateGlyph>
      ))}
      <span>{t("flow.legend")}</span>
    </p>
  );
}
