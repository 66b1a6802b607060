import type { CoverageRow, DryRunRow } from "../../../server/wire/index.ts";
import { count, percent } from "../../app/format.ts";
import classes from "./Coverage.module.css";
import { shareOf } from "./model.ts";
import shared from "./routing.module.css";
import { t } from "./words.ts";

/** How much has an owner by rule, live and by the draft that was tried. */
export function Coverage({ live, run }: { readonly live: CoverageRow; readonly run: DryRunRow | null }) {
  const share = shareOf(live.byRule, live.total);
  const draft = run !== null && run.looked > 0 ? run : null;
  return (
    <section className={shared.cover} aria-label={t("cover.title")}>
      <header>
        <h2>{t("cover.title")}</h2>
        <span className="num">{t("cover.of", { n: live.total })}</span>
      </header>
      {share === null ? (
        <p className={shared.faint}>{t("cover.none")}</p>
      ) : (
        <>
          <p className={`${classes.sentence} num`}>
            {t("cover.sentence", { rule: percent(share), fallback: percent(1 - share) })}
          </p>
          <Bar label={t("cover.live")} byRule={live.byRule} byFallback={live.byFallback} />
        </>
      )}
      {draft !== null && (
        <Bar label={t("cover.draft")} byRule={draft.draft.byRule} byFallback={draft.draft.byFallback} />
      )}
    </section>
  );
}

function Bar({
  label,
  byRule,
  byFallback,
}: {
  readonly label: string;
  readonly byRule: number;
  readonly byFallback: number;
}) {
  const share = shareOf(byRule, byRule + byFallback) ?? 0;
  return (
    <div className={classes.bar}>
      <p>
        <b>{label}</b>
        <span className="num">
          {percent(share)} · {t("cover.rest", { n: count(byFallback) })}
        </span>
      </p>
      <div className={classes.track} aria-hidden="true">
        <span style={{ inlineSize: `${share * 100}%` }} />
      </div>
    </div>
  );
}
