import { useEffect, useRef } from "react";
import { standingOf } from "../../../server/wire/headline.ts";
import type { KpiRow } from "../../../server/wire/index.ts";
import type { Names } from "../../live/index.ts";
import { Spark } from "../../widgets/Spark.tsx";
import { StateGlyph } from "../../widgets/StateGlyph.tsx";
import { before } from "./Cards.tsx";
import { FigureLink } from "./FigureLink.tsx";
import { isDoubtful, madeOf, shownValue, valueText } from "./model.ts";
import classes from "./score.module.css";
import sheet from "./Table.module.css";
import { t } from "./words.ts";

/** Every key figure: value, target, the period before, thirteen weeks, what it is made of, and how much of it was heard. */
export function Figures({ rows, names }: { readonly rows: readonly KpiRow[]; readonly names: Names }) {
  const self = useRef<HTMLElement>(null);
  // The mail's link leads here; the browser looked for the place before there was one.
  useEffect(() => {
    if (window.location.hash === "#figures") self.current?.scrollIntoView();
  }, []);
  return (
    <section ref={self} className={classes.panel} aria-labelledby="figures">
      <h2 id="figures" className={classes.section}>
        {t("score.figures")}
      </h2>
      <div className={sheet.frame}>
        <table className={sheet.table}>
          <caption className={sheet.hidden}>{t("score.figures")}</caption>
          <thead>
            <tr>
              <th scope="col">{t("score.col-figure")}</th>
              <th scope="col" className={sheet.right}>
                {t("score.col-value")}
              </th>
              <th scope="col">{t("score.col-target")}</th>
              <th scope="col">{t("score.col-before")}</th>
              <th scope="col">{t("score.col-weeks")}</th>
              <th scope="col" className={sheet.right}>
                {t("score.col-made")}
              </th>
              <th scope="col" className={sheet.right}>
                {t("score.col-heard")}
              </th>
            </tr>
          </thead>
          <tbody>
            {rows
              .toSorted((a, b) => a.name.localeCompare(b.name))
              .map((row) => (
                <tr key={row.id} data-figure={row.id}>
                  <th scope="row">
                    <FigureLink id={row.id}>{row.name}</FigureLink>
                  </th>
                  <td className={`${sheet.right} num`} data-doubt={isDoubtful(row)}>
                    {shownValue(row, row.unit)}
                  </td>
                  <td>
                    <Target row={row} />
                  </td>
                  <td className={classes.quiet}>{row.state === "not-measured" ? "" : before(row)}</td>
                  <td>
                    <Spark
                      points={row.series}
                      target={row.target}
                      label={t("score.weeks-label", {
                        name: row.name,
                        values: row.series.map((one) => shownValue(one, row.unit)).join(", "),
                      })}
                    />
                  </td>
                  <td className={`${sheet.right} num`}>{row.state === "not-measured" ? "" : madeOf(row, row)}</td>
                  <td className={`${sheet.right} num`}>
                    {t("score.heard", { n: row.coverage.heard, of: row.coverage.of })}
                    <Without row={row} names={names} />
                  </td>
                </tr>
              ))}
          </tbody>
        </table>
      </div>
    </section>
  );
}

function Target({ row }: { readonly row: KpiRow }) {
  if (row.target === null) return null;
  const target = valueText(row.target, row.unit);
  const standing = standingOf(row);
  if (standing !== "met" && standing !== "missed") return <span className={classes.quiet}>{target}</span>;
  return <StateGlyph state={standing === "met" ? "done" : "off-target"}>{target}</StateGlyph>;
}

/** Sources that are named; of more, the count beside says how many told all. */
const mostNamed = 2;

/** Whose word is missing. */
function Without({ row, names }: { readonly row: KpiRow; readonly names: Names }) {
  const { lowered } = row.coverage;
  if (row.state !== "incomplete" || lowered.length > mostNamed) return null;
  const who = lowered.map(({ system }) => names.system(system)).join(", ");
  return <small className={classes.without}>{t("score.without", { who })}</small>;
}
