import { Link } from "@tanstack/react-router";
import type { KpiPart, KpiRow } from "../../../server/wire/index.ts";
import { count, duration } from "../../app/format.ts";
import { Bar } from "./Bar.tsx";
import { isDoubtful, shownValue } from "./model.ts";
import classes from "./score.module.css";
import { type KpiFilter, useKpi } from "./useKpis.ts";
import { t } from "./words.ts";

/** Every site by one definition: what left on time, and floor time apart from message time. */
export function BySite({ filter, onTime }: { readonly filter: KpiFilter; readonly onTime: KpiRow }) {
  const shipped = useKpi("on-time-shipment", "warehouse", filter).data;
  const took = useKpi("order-to-ship-less-waiting", "warehouse", filter).data;
  if (shipped === undefined) return null;
  const timeOf = (key: string | null) => took?.parts.find((one) => one.key === key)?.split ?? null;
  return (
    <section className={classes.panel} aria-labelledby="by-site">
      <h2 id="by-site" className={classes.section}>
        {t("score.sites")}
      </h2>
      <div className={classes.frame}>
        <table className={classes.table}>
          <caption className={classes.hidden}>{t("score.sites")}</caption>
          <thead>
            <tr>
              <th scope="col">{t("score.col-site")}</th>
              <th scope="col" className={classes.right}>
                {t("score.col-on-time")}
              </th>
              <td className={classes.barCell} />
              <th scope="col" className={classes.right}>
                {t("score.col-orders")}
              </th>
              <th scope="col" className={classes.right}>
                {t("score.col-floor")}
              </th>
              <th scope="col" className={classes.right}>
                {t("score.col-message")}
              </th>
            </tr>
          </thead>
          <tbody>
            {shipped.parts.map((part) => (
              <Row key={part.key ?? ""} part={part} split={timeOf(part.key)} target={onTime.target} />
            ))}
          </tbody>
          <tfoot>
            <tr>
              <th scope="row">{t("score.all")}</th>
              <td className={`${classes.right} num`}>{shownValue(shipped.row, "share")}</td>
              <td className={classes.barCell}>
                <Bar row={shipped.row} />
              </td>
              <td className={`${classes.right} num`}>{count(shipped.row.denominator)}</td>
              <Split split={took?.row.split ?? null} />
            </tr>
          </tfoot>
        </table>
      </div>
    </section>
  );
}

function Row({
  part,
  split,
  target,
}: {
  readonly part: KpiPart;
  readonly split: KpiPart["split"];
  readonly target: number | null;
}) {
  return (
    <tr>
      <th scope="row">
        {part.key === null ? (
          t("score.not-told")
        ) : (
          <Link to="/queue" className="reach" search={{ site: part.key }}>
            <b>{part.key}</b> {part.name}
          </Link>
        )}
      </th>
      <td className={`${classes.right} num`} data-doubt={isDoubtful(part)}>
        {shownValue(part, "share")}
      </td>
      <td className={classes.barCell}>
        <Bar row={{ ...part, target }} />
      </td>
      <td className={`${classes.right} num`}>{count(part.denominator)}</td>
      <Split split={split} />
    </tr>
  );
}

/** Floor time and message time of one order, on average. */
function Split({ split }: { readonly split: KpiPart["split"] }) {
  const each = (ms: number): string => (split === null ? "–" : duration(ms / split.count));
  return (
    <>
      <td className={`${classes.right} num`}>{each(split?.floorMs ?? 0)}</td>
      <td className={`${classes.right} num`}>{each(split?.messageMs ?? 0)}</td>
    </>
  );
}
