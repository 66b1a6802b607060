import type { ReactNode } from "react";
import type { ExceptionRow } from "../../../server/wire/index.ts";
import { countdown, instant, money, when, zoneName } from "../../app/format.ts";
import { objectCount, t, word } from "../../app/words.ts";
import { type Names, useNetwork } from "../../live/index.ts";
import { Value } from "../../widgets/Value.tsx";
import shared from "./Detail.module.css";
import { tell } from "./detailWords.ts";
import classes from "./Facts.module.css";

/** Cutoff, held up, blocks: the three facts under the title. */
export function Facts({
  row,
  now,
  zone,
  names,
}: {
  readonly row: ExceptionRow;
  readonly now: number;
  readonly zone: string;
  readonly names: Names;
}) {
  const company = useNetwork()?.company.timezone;
  return (
    <dl className={classes.facts}>
      <Cutoff
        row={row}
        now={now}
        zone={zone}
        elsewhere={company !== undefined && zoneName(company, now) !== zoneName(zone, now) ? names.zone(null) : null}
      />
      <Fact label={tell("x.held")} note={row.value === null ? undefined : word("basis", row.value.basis)}>
        {row.value === null ? (
          t("value.none")
        ) : (
          <Value
            text={
              row.value.amount === null || row.value.currency === null
                ? null
                : money(row.value.amount, row.value.currency)
            }
            estimate={row.value.basis === "order-price"}
          />
        )}
      </Fact>
      <Blocks row={row} />
    </dl>
  );
}

function Cutoff({
  row,
  now,
  zone,
  elsewhere,
}: {
  readonly row: ExceptionRow;
  readonly now: number;
  readonly zone: string;
  readonly elsewhere: string | null;
}) {
  if (row.cutoff === null) return <Fact label={tell("x.no-cutoff")}>{t("value.none")}</Fact>;
  const left = countdown(row.cutoff.at, now);
  const at = when(row.cutoff.at, now, zone);
  const both =
    elsewhere === null
      ? at
      : `${at} ${zoneName(zone, now)} (${when(row.cutoff.at, now, elsewhere)} ${zoneName(elsewhere, now)})`;
  const whole = instant(row.cutoff.at) - instant(row.openedAt);
  const gone = whole <= 0 ? 1 : Math.min(1, Math.max(0, (now - instant(row.openedAt)) / whole));
  const colour = left.near === "now" || left.near === "past" ? "critical" : left.near === "soon" ? "high" : "ink-3";
  return (
    <Fact label={tell(`x.${left.near === "past" ? "past" : "cutoff"}.${row.cutoff.source}`, { at: both })}>
      <span style={{ color: colour === "ink-3" ? undefined : `var(--${colour})` }}>
        {left.text.replace(/^in /, "")}
      </span>
      <span className={classes.bar} aria-hidden="true">
        <span style={{ width: `${gone * 100}%`, background: `var(--${colour})` }} />
      </span>
    </Fact>
  );
}

function Blocks({ row }: { readonly row: ExceptionRow }) {
  const { orders, shipments, invoices } = row.blocks;
  const parts = [
    ["order", orders],
    ["shipment", shipments],
    ["invoice", invoices],
  ].filter((part): part is [string, number] => Number(part[1]) > 0);
  const [first, ...rest] = parts.map(([kind, n]) => objectCount(kind, n));
  return (
    <Fact label={tell("x.blocks")} note={rest.length === 0 ? undefined : rest.join(", ")}>
      {first ?? <span className={shared.quiet}>{tell("x.nothing-blocked")}</span>}
    </Fact>
  );
}

/** One fact: what it is, its figure, and a note beneath. */
export function Fact({
  label,
  note,
  children,
}: {
  readonly label: string;
  readonly note?: string | undefined;
  readonly children: ReactNode;
}) {
  return (
    <div className={classes.fact}>
      <dt>{label}</dt>
      <dd className="num">
        <span className={classes.figure}>{children}</span>
        {note !== undefined && <span className={classes.note}>{note}</span>}
      </dd>
    </div>
  );
}
