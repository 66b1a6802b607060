import type { SearchHitRow } from "../../../server/wire/index.ts";
import { eventWord, objectName, word } from "../../app/words.ts";
import type { Names } from "../../live/index.ts";
import { Severity } from "../../widgets/Severity.tsx";
import { StateGlyph } from "../../widgets/StateGlyph.tsx";
import { TallyStrip } from "../../widgets/TallyStrip.tsx";
import classes from "./Found.module.css";
import shared from "./floor.module.css";
import { t } from "./words.ts";

/** What a number named that is not held up here: where it stands and what it waits for. */
export function Found({
  hits,
  warehouse,
  names,
  onClose,
}: {
  readonly hits: readonly SearchHitRow[];
  readonly warehouse: string;
  readonly names: Names;
  readonly onClose: () => void;
}) {
  return (
    <section className={shared.form}>
      {hits.map((hit) => (
        <article key={`${hit.kind} ${hit.id}`} className={classes.found}>
          <h2>
            {hit.strokes.length > 0 && <TallyStrip strokes={hit.strokes} height={24} />}
            {objectName(hit)}
          </h2>
          {hit.exception !== null ? (
            <p>
              <Severity level={hit.exception.severity} size={24} />{" "}
              {t("floor.elsewhere", { site: hit.warehouse ?? warehouse, title: hit.exception.title })}
            </p>
          ) : (
            <p>
              <StateGlyph state={hit.status === "waiting" ? "waiting" : "done"} size={24}>
                {t("floor.fine")}
              </StateGlyph>
            </p>
          )}
          <dl className={shared.facts}>
            <div>
              <dt>{t("floor.stands")}</dt>
              <dd>{word("status", hit.status)}</dd>
            </div>
            <div>
              <dt>{t("floor.last")}</dt>
              <dd>{hit.milestone === null ? "–" : eventWord(hit.milestone)}</dd>
            </div>
            <div>
              <dt>{t("floor.waits")}</dt>
              <dd>{hit.waitsFor === null ? t("floor.waits-nothing") : eventWord(hit.waitsFor.expects)}</dd>
            </div>
          </dl>
          <p>
            {[
              hit.warehouse === null ? null : names.site(hit.warehouse),
              hit.customer,
              hit.owner === null ? null : (hit.owner.person ?? names.team(hit.owner.team)),
            ]
              .filter(Boolean)
              .join(", ")}
          </p>
        </article>
      ))}
      <button type="button" className={shared.second} onClick={onClose}>
        {t("floor.close")}
      </button>
    </section>
  );
}
