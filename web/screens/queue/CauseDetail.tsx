import { Button } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import type { Ref } from "react";
import type { CauseRow, ExceptionRow } from "../../../server/wire/index.ts";
import { count, countdown, full, money, when } from "../../app/format.ts";
import type { QueueSearch } from "../../app/url.ts";
import { t, word } from "../../app/words.ts";
import { type Names, useFeed, useNow } from "../../live/index.ts";
import { EmptyState } from "../../widgets/EmptyState.tsx";
import { Keycap } from "../../widgets/Keycap.tsx";
import { Severity } from "../../widgets/Severity.tsx";
import { SkeletonRows } from "../../widgets/Skeleton.tsx";
import { TeamTile } from "../../widgets/TeamTile.tsx";
import { Recommended, useAdvice } from "./Advice.tsx";
import classes from "./CauseDetail.module.css";
import { countOf, sitesOf } from "./CauseLine.tsx";
import { allAtCost, HeldTogether, Presence } from "./cells.tsx";
import shared from "./Detail.module.css";
import type { DialogKind } from "./Dialogs.tsx";
import { tell } from "./detailWords.ts";
import facts from "./Facts.module.css";
import { Fact } from "./Facts.tsx";
import owner from "./Owner.module.css";
import { Steps } from "./Steps.tsx";
import { say } from "./words.ts";

/** Members that are listed; the others are one tap away. */
const listed = 20;

/** What one fault holds up, whose it is, and everything that it stopped. */
export function CauseDetail({
  id,
  row,
  search,
  filter,
  names,
  zone,
  place,
  people,
  allowed,
  onStep,
  onDo,
  heading,
}: {
  readonly id: string;
  readonly row: CauseRow | undefined;
  readonly search: QueueSearch;
  readonly filter: Readonly<Record<string, string>>;
  readonly names: Names;
  readonly zone: string;
  readonly place: { readonly index: number; readonly of: number } | null;
  readonly people: readonly string[];
  readonly allowed: boolean;
  readonly onStep: (by: 1 | -1) => void;
  readonly onDo: (kind: DialogKind, team?: string) => void;
  readonly heading?: Ref<HTMLHeadingElement>;
}) {
  const now = useNow(1000);
  const [first] = row?.first ?? [];
  const advice = useAdvice(first?.id, first?.version).data;
  const members = useFeed("exceptions", { ...filter, cause: id }, { limit: listed });
  if (row === undefined) {
    return members.loading ? (
      <SkeletonRows rows={6} />
    ) : (
      <EmptyState title={say("cause.none")} why={say("cause.none-why")} />
    );
  }
  const button = (label: string, key: string, kind: DialogKind, primary = false) => (
    <Button
      key={key}
      variant={primary ? "filled" : "default"}
      aria-keyshortcuts={key}
      disabled={!allowed}
      onClick={() => onDo(kind)}
      rightSection={<Keycap of={key} onAccent={primary} />}
    >
      {label}
    </Button>
  );
  const mostOf = row.owners.slice(0, 4);
  const nobody = row.owners.every((one) => one.person === null) && row.acknowledgedAt === null;
  return (
    <article className={shared.detail} aria-labelledby="x-title">
      <div className={shared.scroll}>
        <header className={shared.head}>
          <div className={shared.line}>
            <Severity level={row.severity} size={15} />
            <span className={shared.quiet}>
              {countOf(row)}
              {row.warehouses.length > 0 && ` · ${sitesOf(row)}`}
              {" · "}
              <time dateTime={row.openedAt} title={full(row.openedAt, zone)}>
                {tell("x.first-seen", { at: when(row.openedAt, now, zone) })}
              </time>
            </span>
            <Presence people={people} />
            {place !== null && <Steps place={place} onStep={onStep} />}
          </div>
          <h2 id="x-title" className={shared.title} tabIndex={-1} ref={heading}>
            {row.title}
          </h2>
        </header>
        <dl className={facts.facts} data-cause>
          <CutoffFact row={row} now={now} zone={zone} />
          <Fact label={tell("x.held")} note={heldNote(row)}>
            <HeldTogether held={row.held} bare />
          </Fact>
          <Fact
            label={say("cause.taken")}
            note={row.states.snoozed > 0 ? say("cause.parked", { n: row.states.snoozed }) : undefined}
          >
            {say("cause.taken-of", {
              n: count(row.states.acknowledged),
              of: count(row.members),
            })}
          </Fact>
        </dl>
        {advice?.runbook && (
          <Recommended
            runbook={advice.runbook}
            concern={{
              about: { cause: id },
              count: row.members,
              warehouse: row.warehouses.length === 1 ? (first?.warehouse ?? null) : null,
              allowed,
              perform: onDo,
            }}
          />
        )}
        <section className={owner.owner} aria-label={tell("x.owner")} data-nobody={nobody || undefined}>
          <TeamTile name={nobody ? null : names.team(row.owners[0]?.team ?? "")} size={34} />
          <div className={owner.whose}>
            <b>{nobody ? t("owner.nobody") : names.team(row.owners[0]?.team ?? "")}</b>
            <p>
              {mostOf
                .map((one) => `${one.person ?? names.team(one.team)} ${count(one.count)}`)
                .concat(row.owners.length > mostOf.length ? [say("cause.and-more")] : [])
                .join(" · ")}
            </p>
          </div>
          <Button
            aria-keyshortcuts="a"
            disabled={!allowed}
            onClick={() => onDo("take")}
            rightSection={<Keycap of="a" onAccent />}
          >
            {say("go.take-n", { n: count(row.members) })}
          </Button>
        </section>
        {row.explains > 0 && <p className={classes.explains}>{say("cause.explains", { n: row.explains })}</p>}
        <section className={shared.section} aria-labelledby="cause-members">
          <div className={shared.split}>
            <h3 id="cause-members">{say("cause.stops", { what: countOf(row) })}</h3>
            <Link to="/queue" search={{ ...search, cause: id, x: undefined }} className="reach">
              {say("cause.all", { n: count(row.members) })}
            </Link>
          </div>
          <ul className={classes.members}>
            {members.rows.map((one) => (
              <Member key={one.id} row={one} now={now} zone={zone} search={search} />
            ))}
          </ul>
          {members.total > members.rows.length && members.rows.length > 0 && (
            <p className={shared.quiet}>{say("cause.rest", { n: members.total - members.rows.length })}</p>
          )}
        </section>
      </div>
      <footer className={shared.actions}>
        {button(say("do.hand-over"), "A", "over")}
        {button(say("do.park"), "h", "park")}
        {button(say("do.note"), "c", "note")}
        <span className={shared.push} />
        {button(say("do.close"), "e", "close")}
        <span className={shared.said} role="status">
          {allowed ? "" : say("queue.offline-actions")}
        </span>
      </footer>
    </article>
  );
}

function CutoffFact({ row, now, zone }: { readonly row: CauseRow; readonly now: number; readonly zone: string }) {
  if (row.cutoff === null) return <Fact label={tell("x.no-cutoff")}>{t("value.none")}</Fact>;
  const left = countdown(row.cutoff.at, now);
  const colour = left.near === "now" || left.near === "past" ? "critical" : left.near === "soon" ? "high" : null;
  const at = when(row.cutoff.at, now, zone);
  return (
    <Fact label={tell(`x.${left.near === "past" ? "past" : "cutoff"}.${row.cutoff.source}`, { at })}>
      <span style={colour === null ? undefined : { color: `var(--${colour})` }}>{left.text.replace(/^in /, "")}</span>
    </Fact>
  );
}

/** How much of what is held up is an estimate, and how much not known. */
function heldNote({ held }: CauseRow): string | undefined {
  const parts = [
    allAtCost(held) ? word("basis", "cost") : null,
    held.estimated === 0
      ? null
      : held.estimated === held.objects
        ? word("basis", "order-price")
        : say("cause.estimated", { n: held.estimated }),
    held.unknown > 0 ? t("held.unknown", { n: held.unknown }) : null,
  ].filter((one) => one !== null);
  return parts.length === 0 ? undefined : parts.join(" · ");
}

function Member({
  row,
  now,
  zone,
  search,
}: {
  readonly row: ExceptionRow;
  readonly now: number;
  readonly zone: string;
  readonly search: QueueSearch;
}) {
  const { value } = row;
  const said =
    row.told !== null
      ? say("queue.told", { at: when(row.told.at, now, zone) })
      : (row.owner.person ?? say("cause.since", { what: word("kind", row.kind), at: when(row.openedAt, now, zone) }));
  return (
    <li>
      <Link to="/queue" search={{ ...search, x: row.id }} className="id">
        {row.object?.id ?? row.id}
      </Link>
      <span className={shared.quiet}>{row.customer ?? row.warehouse ?? ""}</span>
      <span className="num">
        {value === null
          ? t("value.none")
          : value.amount === null || value.currency === null
            ? t("value.unknown")
            : money(value.amount, value.currency)}
      </span>
      <span className={shared.quiet}>{said}</span>
    </li>
  );
}
