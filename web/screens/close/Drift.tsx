import { Link } from "@tanstack/react-router";
import { type CloseDrift, closeStates } from "../../../server/wire/index.ts";
import { exact, when } from "../../app/format.ts";
import classes from "./Drift.module.css";
import { isNought } from "./model.ts";
import { Nothing, Panel } from "./Panel.tsx";
import { t } from "./words.ts";

/** So many documents by which it differs are named. */
const named = 8;

/** What became of a signed list: what was confirmed, what fell away, what is new, and the difference that they come to. */
export function Drift({
  drift,
  zone,
  now,
}: {
  readonly drift: CloseDrift;
  readonly zone: string;
  readonly now: number;
}) {
  const lines = drift.lines.filter(({ difference }) => !isNought(difference));
  return (
    <Panel
      title={t("close.drift")}
      right={t("close.drift-of", { period: drift.period, at: when(drift.signed.at, now, zone) })}
    >
      {drift.sides.length === 0 ? (
        <Nothing>{t("close.drift-none")}</Nothing>
      ) : (
        drift.sides.map((side) => (
          <dl key={side.side} className={`${classes.side} num`}>
            <div>
              <dt>{t("close.drift.signed", { side: t(`close.side.${side.side}`) })}</dt>
              <dd>{exact(side.signed)}</dd>
            </div>
            {closeStates.flatMap((state) => {
              const found = side.states.find((one) => one.state === state);
              return found === undefined || found.count === 0
                ? []
                : [
                    <div key={state}>
                      <dt>{t(`close.drift.${state}`, { n: found.count })}</dt>
                      <dd>{exact(found.difference)}</dd>
                    </div>,
                  ];
            })}
            <div className={classes.total}>
              <dt>{t("close.drift.total")}</dt>
              <dd>{exact(side.difference)}</dd>
            </div>
          </dl>
        ))
      )}
      {lines.length > 0 && (
        <ul className={`${classes.lines} num`}>
          {lines.slice(0, named).map(({ object, state, difference }) => (
            <li key={`${object.kind}/${object.id} ${state}`}>
              <Link to="/o/$kind/$id" className="reach" params={object}>
                {object.id}
              </Link>
              <span>{t(`close.drifted.${state}`)}</span>
              <span className={classes.amount}>{exact(difference)}</span>
            </li>
          ))}
        </ul>
      )}
    </Panel>
  );
}
