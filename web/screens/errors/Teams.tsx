import type { ErrorsRow } from "../../../server/wire/index.ts";
import { count, duration, percent } from "../../app/format.ts";
import type { Names } from "../../live/index.ts";
import shared from "./errors.module.css";
import table from "./Faults.module.css";
import classes from "./Teams.module.css";
import { t } from "./words.ts";

/** How long teams took, and how much of what they were told was noise. */
export function Teams({
  data,
  names,
}: {
  readonly data: Pick<ErrorsRow, "teams" | "touchesPerThousand" | "orders">;
  readonly names: Names;
}) {
  if (data.teams.length === 0) return null;
  const { touchesPerThousand, orders } = data;
  const dash = <span className={shared.dash}>–</span>;
  return (
    <section aria-labelledby="by-team">
      <h2 id="by-team" className={classes.section}>
        {t("errors.teams")}
        {touchesPerThousand !== null && (
          <small>{t("errors.per-thousand", { n: count(Math.round(touchesPerThousand)), orders: count(orders) })}</small>
        )}
      </h2>
      <div className={shared.frame}>
        <table className={table.table}>
          <caption className={table.hidden}>{t("errors.teams")}</caption>
          <thead>
            <tr>
              <th scope="col">{t("errors.team")}</th>
              {(["raised", "idle", "unreal", "healed", "take", "close"] as const).map((name) => (
                <th key={name} scope="col" className={table.right}>
                  {t(`errors.col-${name}`)}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {data.teams.map((team) => (
              <tr key={team.team}>
                <th scope="row">{names.team(team.team)}</th>
                <td className={`${table.right} num`} data-label={t("errors.col-raised")}>
                  {count(team.raised)}
                </td>
                <td className={`${table.right} num`} data-label={t("errors.col-idle")}>
                  {team.untouched === 0 ? dash : count(team.untouched)}
                </td>
                <td className={`${table.right} num`} data-label={t("errors.col-unreal")}>
                  {team.notReal === 0 ? dash : count(team.notReal)}
                </td>
                <td className={`${table.right} num`} data-label={t("errors.col-healed")}>
                  {team.healedShare === null ? dash : percent(team.healedShare, 0)}
                </td>
                <td className={`${table.right} num`} data-label={t("errors.col-take")}>
                  {team.takeMs === null ? dash : duration(team.takeMs)}
                </td>
                <td className={`${table.right} num`} data-label={t("errors.col-close")}>
                  {team.closeMs === null ? dash : duration(team.closeMs)}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </section>
  );
}
