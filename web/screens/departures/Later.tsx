import { Button, Radio } from "@mantine/core";
import { IconTruckDelivery } from "@tabler/icons-react";
import { useState } from "react";
import { count, full, when } from "../../app/format.ts";
import { StateGlyph } from "../../widgets/StateGlyph.tsx";
import classes from "./Later.module.css";
import type { Later, Move } from "./useMove.ts";
import { t } from "./words.ts";

const keyOf = (one: Later): string => `${one.at} ${one.carrier} ${one.service}`;

/** The later departures on which blocked orders can go: how many still arrive as promised, and the decision, which is recorded and not carried out. */
export function LaterDeparture({
  later,
  orders,
  move,
  zone,
  now,
  offline,
}: {
  readonly later: readonly Later[];
  readonly orders: readonly string[];
  readonly move: Move;
  readonly zone: string;
  readonly now: number;
  readonly offline: boolean;
}) {
  const [picked, setPicked] = useState<string | null>(null);
  const ahead = later.filter((one) => Date.parse(one.at) > now);
  const chosen = ahead.find((one) => keyOf(one) === picked) ?? ahead[0];
  const n = orders.length;
  return (
    <section className={classes.later} aria-labelledby="later">
      <header className={classes.laterHead}>
        <h3 id="later">
          <IconTruckDelivery size={17} stroke={1.8} aria-hidden="true" />
          {t("dep.later")}
        </h3>
        <p>{ahead.length === 0 ? t("dep.later-none") : t("dep.later-which", { n: count(n) })}</p>
      </header>
      {chosen !== undefined && (
        <>
          <Radio.Group value={keyOf(chosen)} onChange={setPicked} aria-labelledby="later">
            {ahead.map((one) => (
              // biome-ignore lint/a11y/noLabelWithoutControl: the radio button is in it
              <label key={keyOf(one)} className={classes.choice}>
                <Radio value={keyOf(one)} size="sm" />
                <b className="num" title={full(one.at, zone)}>
                  {when(one.at, now, zone)}
                </b>
                <span className={classes.carrier}>
                  {[one.carrier ?? t("dep.no-carrier"), one.service].filter(Boolean).join(", ")}
                </span>
                <InTime n={one.inTime} all={n} />
              </label>
            ))}
          </Radio.Group>
          <div className={classes.decide}>
            <p>{t("dep.recorded")}</p>
            <Button
              fullWidth
              loading={move.busy}
              disabled={offline || n === 0}
              onClick={() => void move.ship(orders, chosen)}
            >
              {chosen.carrier === null
                ? t("dep.ship-plain", { n: count(n), at: when(chosen.at, now, zone) })
                : t("dep.ship", { n: count(n), carrier: chosen.carrier, at: when(chosen.at, now, zone) })}
            </Button>
            {offline && <p role="status">{t("dep.offline")}</p>}
          </div>
        </>
      )}
    </section>
  );
}

function InTime({ n, all }: { readonly n: number | null; readonly all: number }) {
  if (n === null) return <StateGlyph state="not-known">{t("dep.no-promise")}</StateGlyph>;
  return (
    <span title={t("dep.in-time-read", { n, all })} className="num">
      <StateGlyph state={n >= all ? "done" : "late"}>{t("dep.in-time", { n: count(n), all: count(all) })}</StateGlyph>
    </span>
  );
}

/** A departure by its time and carrier. */
export const laterName = (one: Later, zone: string, now: number): string =>
  [one.carrier, when(one.at, now, zone)].filter(Boolean).join(" ");
