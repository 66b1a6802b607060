import { Link } from "@tanstack/react-router";
import type { PartnerLine, PartnerSide } from "../../../server/wire/index.ts";
import { percent } from "../../app/format.ts";
import { partnerSearch } from "../../app/url/partners.ts";
import { Spark } from "../../widgets/Spark.tsx";
import { StateGlyph } from "../../widgets/StateGlyph.tsx";
import { isOpened, madeOf, shareText, stateOf } from "./model.ts";
import classes from "./partners.module.css";
import { t } from "./words.ts";

/** One half: each line as it was agreed, thirteen weeks, what was measured and how it stands. Both have one form. */
export function Half({
  side,
  name,
  lines,
  chosen,
}: {
  readonly side: PartnerSide;
  readonly name: string;
  readonly lines: readonly PartnerLine[];
  /** The line whose documents stand below. */
  readonly chosen: string | null;
}) {
  const title = t(side === "theirs" ? "partners.theirs" : "partners.ours", { name });
  const unknown = lines.reduce((sum, line) => sum + line.unknown, 0);
  return (
    <section className={classes.panel} aria-label={title}>
      <header className={classes.panelHead}>
        <h2>{title}</h2>
        {unknown > 0 ? (
          <StateGlyph state="silent">{t("partners.unknown-n", { n: unknown })}</StateGlyph>
        ) : (
          <span className={classes.quiet}>{t("partners.same")}</span>
        )}
      </header>
      {lines.length === 0 ? (
        <p className={classes.nothing}>{t("partners.empty-half")}</p>
      ) : (
        <div className={classes.wrap}>
          <table className={classes.table}>
            <thead>
              <tr>
                <th scope="col">{t("partners.agreed")}</th>
                <th scope="col" className={`${classes.number} ${classes.wide}`}>
                  {t("partners.col-agreed")}
                </th>
                <th scope="col" className={classes.weeks}>
                  {t("partners.col-weeks")}
                </th>
                <th scope="col" className={classes.number}>
                  {t("partners.col-measured")}
                </th>
                <th scope="col">{t("partners.col-state")}</th>
              </tr>
            </thead>
            <tbody>
              {lines.map((line) => (
                <Row key={line.id} line={line} isChosen={line.id === chosen} />
              ))}
            </tbody>
          </table>
        </div>
      )}
    </section>
  );
}

function Row({ line, isChosen }: { readonly line: PartnerLine; readonly isChosen: boolean }) {
  const { id, text, agreed, share, bounds, weeks, state, unknown } = line;
  const { sign, text: word } = stateOf(line);
  return (
    <tr data-line={id} data-chosen={isChosen || undefined}>
      <th scope="row">
        {isOpened(line) ? (
          <Link
            to="."
            search={(old) => partnerSearch({ ...old, line: id, week: undefined, state: undefined, doc: undefined })}
            className={classes.name}
            aria-current={isChosen ? "true" : undefined}
          >
            {text}
          </Link>
        ) : (
          <span className={classes.plain}>{text}</span>
        )}
        <span className={`${classes.sub} num`}>{madeOf(line)}</span>
      </th>
      <td className={`${classes.number} ${classes.wide} ${classes.quiet} num`}>
        {agreed === null ? t("partners.dash") : shareText(agreed)}
      </td>
      <td className={classes.weeks}>
        <Spark
          points={weeks.map((week) => ({ value: week.share, ended: week.ended }))}
          target={agreed}
          below={state === "below"}
          width={92}
          height={26}
          label={t("partners.spark", {
            name: text,
            values: weeks
              .map((week) => (week.share === null ? t("partners.spark-none") : percent(week.share)))
              .join(", "),
          })}
        />
      </td>
      <td className={`${classes.number} ${classes.measured} num`}>
        {share === null ? <span className={classes.quiet}>{t("partners.dash")}</span> : percent(share)}
        {agreed !== null && (
          <span className={`${classes.sub} ${classes.narrow}`}>
            {t("partners.of-agreed", { share: shareText(agreed) })}
          </span>
        )}
      </td>
      <td className={classes.state}>
        {sign === null ? <span className={classes.quiet}>{word}</span> : <StateGlyph state={sign}>{word}</StateGlyph>}
        {state === "open" && bounds !== null && (
          <span className={`${classes.sub} num`}>
            {t("partners.bounds", { low: percent(bounds.low), high: percent(bounds.high), n: unknown })}
          </span>
        )}
      </td>
    </tr>
  );
}
