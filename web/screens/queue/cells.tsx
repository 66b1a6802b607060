import { IconEye } from "@tabler/icons-react";
import type { CauseRow, ExceptionRow, HeldRow } from "../../../server/wire/index.ts";
import { heldText } from "../../app/format/held.ts";
import { countdown, dayPrefix, full, money, time, when } from "../../app/format.ts";
import { t } from "../../app/words.ts";
import type { Names } from "../../live/index.ts";
import { Countdown } from "../../widgets/Countdown.tsx";
import { TeamTile } from "../../widgets/TeamTile.tsx";
import { Value } from "../../widgets/Value.tsx";
import classes from "./cells.module.css";
import shared from "./Row.module.css";
import { say } from "./words.ts";

/** The clock of what leaves or closes, and how long is left; as of when, where that is not now. */
export function Due({
  cutoff,
  now,
  zone,
  asOf,
  narrow,
}: {
  readonly cutoff: ExceptionRow["cutoff"];
  readonly now: number;
  readonly zone: string;
  readonly asOf: number | null;
  readonly narrow: boolean;
}) {
  if (cutoff === null) return <span className={shared.age}>{say("queue.no-cutoff")}</span>;
  const prefix = dayPrefix(cutoff.at, now, zone);
  const left = countdown(cutoff.at, now);
  const short = left.text.replace(/^in /, "");
  const text = !narrow ? left.text : left.near === "now" ? say("queue.left", { for: short }) : short;
  return (
    <>
      <div className={`${classes.clock} num`}>
        {prefix !== null && <small>{prefix}</small>}
        {time(cutoff.at, zone)}
      </div>
      {asOf === null ? (
        <Countdown text={text} near={left.near} title={full(cutoff.at, zone)} />
      ) : (
        <span className={`${shared.age} num`}>{say("queue.as-of", { at: time(asOf, zone) })}</span>
      )}
    </>
  );
}

/** What a row holds up: an estimate with its sign, unknown as the word, nothing where nothing is held. */
export function Held({ value }: { readonly value: ExceptionRow["value"] }) {
  if (value === null) return <span style={{ color: "var(--ink-3)" }}>{t("value.none")}</span>;
  const { amount, currency, basis } = value;
  return (
    <Value
      text={amount === null || currency === null ? null : money(amount, currency)}
      estimate={basis === "order-price"}
    />
  );
}

/** Whether all that is held up is told at cost. */
export const allAtCost = (held: HeldRow): boolean =>
  held.money.length > 0 && held.money.every(({ side }) => side === "cost");

/** What a cause holds up, each currency and side apart; with the sign where all of it is estimated. `bare`: where all of it is at cost that is said beside it. */
export function HeldTogether({ held, bare = false }: { readonly held: HeldRow; readonly bare?: boolean }) {
  if (held.objects === 0) return <span style={{ color: "var(--ink-3)" }}>{t("value.none")}</span>;
  if (held.money.length === 0) return <Value text={null} estimate={false} />;
  const text = held.money
    .map((one) => (bare && allAtCost(held) ? money(one.amount, one.currency) : heldText(one)))
    .join(" · ");
  return <Value text={text} estimate={held.estimated === held.objects} />;
}

/** Who else looks at it now: an eye and how many, their names beside it. */
export function Presence({ people }: { readonly people: readonly string[] }) {
  if (people.length === 0) return null;
  return (
    <span className={classes.eye} title={say("presence.names", { names: people.join(", ") })}>
      <IconEye size={13} stroke={1.8} aria-hidden="true" />
      <span className="num" aria-hidden="true">
        {people.length}
      </span>
      <span className={shared.read}>{say("presence.names", { names: people.join(", ") })}</span>
    </span>
  );
}

/** Whose a row is, what they did, and who else looks at it. */
export function OwnerCell({
  team,
  nobody,
  below,
  person,
  people,
  narrow,
}: {
  readonly team: string;
  readonly nobody: boolean;
  readonly below: string;
  readonly person: string | null;
  readonly people: readonly string[];
  readonly narrow: boolean;
}) {
  if (narrow) {
    return (
      <>
        <TeamTile name={nobody ? null : team} />
        <span className={nobody ? classes.nobody : shared.read}>{nobody ? t("owner.nobody") : team}</span>
        <Presence people={people} />
      </>
    );
  }
  return (
    <>
      <span title={nobody ? say("queue.for", { team }) : team}>
        <TeamTile name={nobody ? null : team} />
      </span>
      <span className={classes.who}>
        <span className={nobody ? classes.nobody : classes.team}>{nobody ? t("owner.nobody") : team}</span>
        <span className={classes.belowLine}>
          <span className={classes.below} title={person ?? undefined}>
            {below}
          </span>
          <Presence people={people} />
        </span>
      </span>
    </>
  );
}

/** What the owner of an exception did. */
export function ownerOf(
  row: ExceptionRow,
  now: number,
  zone: string,
  names: Names,
  me: string,
): { readonly team: string; readonly nobody: boolean; readonly below: string; readonly person: string | null } {
  const team = names.team(row.owner.team);
  const { person } = row.owner;
  const nobody = person === null && row.acknowledgedAt === null;
  const at = row.acknowledgedAt === null ? null : when(row.acknowledgedAt, now, zone);
  if (row.state === "snoozed" && row.snoozedUntil !== null) {
    return { team, nobody, person, below: say("queue.parked", { at: when(row.snoozedUntil, now, zone) }) };
  }
  if (nobody) return { team, nobody, person, below: say("queue.for", { team }) };
  if (at === null) return { team, nobody, person, below: person ?? "" };
  return { team, nobody, person, below: say(person === me ? "queue.you" : "queue.taken", { at }) };
}

/** Whose a cause is: the team of most of its members, and how far they are taken. */
export function ownersOf(
  row: CauseRow,
  now: number,
  zone: string,
  names: Names,
  me: string,
): { readonly team: string; readonly nobody: boolean; readonly below: string; readonly person: string | null } {
  const [most, ...others] = row.owners;
  const team = names.team(most?.team ?? "");
  const person = others.length === 0 ? (most?.person ?? null) : null;
  const taken = row.owners.reduce((sum, one) => sum + (one.person === null ? 0 : one.count), 0);
  if (row.states.snoozed === row.members) return { team, nobody: false, person, below: say("queue.all-parked") };
  if (taken === 0 && row.acknowledgedAt === null) {
    return { team, nobody: true, person: null, below: say("queue.for", { team }) };
  }
  if (row.acknowledgedAt === null) {
    return { team, nobody: false, person, below: say("queue.some-taken", { n: taken, of: row.members }) };
  }
  const at = when(row.acknowledgedAt, now, zone);
  const mine = row.owners.every((one) => one.person === me);
  return { team, nobody: false, person, below: say(mine ? "queue.you" : "queue.taken", { at }) };
}
