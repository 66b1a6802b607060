import { ActionIcon, Button } from "@mantine/core";
import { IconChevronLeft, IconChevronRight, IconCopy, IconX } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { type Ref, useState } from "react";
import type { DepartureRow, PageOf, TallyDocument } from "../../../server/wire/index.ts";
import { heldText } from "../../app/format/held.ts";
import { count, countdown, full, when } from "../../app/format.ts";
import { t as frame } from "../../app/words.ts";
import { api, type Names, query } from "../../live/index.ts";
import { Keycap } from "../../widgets/Keycap.tsx";
import { Notice } from "../../widgets/Notice.tsx";
import { StateGlyph } from "../../widgets/StateGlyph.tsx";
import { TeamTile } from "../../widgets/TeamTile.tsx";
import classes from "./Detail.module.css";
import { LaterDeparture, laterName } from "./Later.tsx";
import { blockedOrders, verdictOf } from "./model.ts";
import { Place, Said, verdictText } from "./Row.tsx";
import type { Move, Refused } from "./useMove.ts";
import { t } from "./words.ts";

/** Orders of a cause that are shown before one asks for all. */
const first = 4;

/** What the panel of one departure needs. */
export interface DetailProps {
  readonly row: DepartureRow;
  readonly day: string;
  readonly place: { readonly index: number; readonly of: number } | null;
  readonly names: Names;
  readonly zone: string;
  readonly now: number;
  readonly move: Move;
  readonly offline: boolean;
  readonly narrow: boolean;
  readonly copied: string;
  readonly onStep: (by: 1 | -1) => void;
  readonly onClose: () => void;
  readonly onCopy: () => void;
  readonly heading: Ref<HTMLHeadingElement>;
}

/** One departure: what blocks it, whose that is, and the decision to ship on a later one. */
export function Detail(props: DetailProps) {
  const { row, day, place, names, zone, now, move, offline, narrow, onStep, onClose, heading } = props;
  const customers = useCustomers(row, day);
  const verdict = verdictOf(row, now);
  const orders = blockedOrders(row).map((one) => one.id);
  const short = verdict.kind === "short";
  return (
    <article className={classes.detail} aria-labelledby="departure">
      <div className={classes.scroll}>
        <header className={classes.head}>
          <div className={classes.above}>
            {narrow ? (
              <Button
                variant="subtle"
                leftSection={<IconChevronLeft size={16} stroke={1.8} aria-hidden="true" />}
                onClick={onClose}
              >
                {t("dep.back")}
              </Button>
            ) : (
              <span className={classes.quiet}>
                {[row.carrier ?? t("dep.no-carrier"), row.service].filter(Boolean).join(", ")}
              </span>
            )}
            {place !== null && <Steps place={place} onStep={onStep} />}
            {!narrow && (
              <ActionIcon
                variant="subtle"
                size={28}
                aria-label={t("dep.close")}
                aria-keyshortcuts="Escape"
                onClick={onClose}
              >
                <IconX size={16} stroke={1.8} aria-hidden="true" />
              </ActionIcon>
            )}
          </div>
          <h2 id="departure" className={classes.title} tabIndex={-1} ref={heading}>
            {short
              ? t("dep.short", { at: when(row.at, now, zone), n: count(verdict.n) })
              : `${when(row.at, now, zone)} ${verdictText(verdict)}`}
          </h2>
          {narrow && (
            <p className={classes.quiet}>
              {[row.carrier ?? t("dep.no-carrier"), row.service].filter(Boolean).join(", ")}
            </p>
          )}
          <Place row={row} zone={zone} />
        </header>
        <Facts row={row} zone={zone} now={now} />
        {move.outcome !== null && (
          <div className={classes.outcome}>
            <Recorded move={move} zone={zone} now={now} />
          </div>
        )}
        {row.causes.map((cause) => (
          <Cause key={`${cause.causeId} ${cause.title}`} cause={cause} names={names} customers={customers} />
        ))}
        {row.causes.length === 0 && !row.left && (
          <div className={classes.none}>
            <b>{t("dep.none-blocked")}</b>
            <p>{t("dep.none-blocked-why", { loaded: count(row.loaded), orders: count(row.orders) })}</p>
          </div>
        )}
        {row.left && (
          <div className={classes.none}>
            <Said verdict={verdict} />
            {row.behindOrders.length > 0 && (
              <ul className={classes.orders}>
                {row.behindOrders.map((one) => (
                  <li key={one.id}>
                    <OrderLink id={one.id} />
                    <span />
                    {one.movedTo !== null && (
                      <StateGlyph state="waiting">{t("dep.now-on", { at: when(one.movedTo, now, zone) })}</StateGlyph>
                    )}
                  </li>
                ))}
              </ul>
            )}
          </div>
        )}
        {orders.length > 0 && !row.left && (
          <LaterDeparture
            key={row.id}
            later={row.later}
            orders={orders}
            move={move}
            zone={zone}
            now={now}
            offline={offline}
          />
        )}
      </div>
      {orders.length > 0 && (
        <footer className={classes.actions}>
          <span role="status" className={classes.quiet}>
            {props.copied}
          </span>
          <Button
            variant="default"
            aria-keyshortcuts="y"
            leftSection={<IconCopy size={16} stroke={1.8} aria-hidden="true" />}
            rightSection={<Keycap of="y" />}
            onClick={props.onCopy}
          >
            {t("dep.copy", { n: count(orders.length) })}
          </Button>
        </footer>
      )}
    </article>
  );
}

function Facts({ row, zone, now }: { readonly row: DepartureRow; readonly zone: string; readonly now: number }) {
  const left = countdown(row.at, now);
  const { money: sums, unknown } = row.held;
  return (
    <dl className={classes.facts}>
      <div>
        <dt>{row.left ? t("dep.left-word") : t("dep.leaves-in")}</dt>
        <dd
          title={full(row.at, zone)}
          data-near={(row.blocked > 0 && left.near === "now") || undefined}
          className="num"
        >
          {left.text.replace(/^in /, "")}
        </dd>
      </div>
      <div>
        <dt>{t("dep.blocked-of", { n: count(row.orders) })}</dt>
        <dd className="num">{row.blocked === 0 ? <span className={classes.dash}>–</span> : count(row.blocked)}</dd>
      </div>
      <div>
        <dt>{t("dep.held")}</dt>
        <dd className="num">
          {sums.length === 0 && unknown === 0 && <span className={classes.dash}>–</span>}
          {sums.map(heldText).join(" · ")}
          {unknown > 0 && <small>{t("dep.held-unknown", { n: count(unknown) })}</small>}
        </dd>
      </div>
    </dl>
  );
}

/** What came of the last decision, order by order where one was refused. */
function Recorded({ move, zone, now }: { readonly move: Move; readonly zone: string; readonly now: number }) {
  const { outcome } = move;
  if (outcome === null) return null;
  switch (outcome.kind) {
    case "failed": {
      const why = outcome.problem.detail ?? outcome.problem.title;
      return (
        <Notice tone="critical" title={t(outcome.what === "move" ? "dep.move-failed" : "dep.undo-failed", { why })} />
      );
    }
    case "undone":
      return (
        <Notice tone={outcome.refused.length > 0 ? "medium" : "plain"} title={t("dep.undone", { n: outcome.orders })}>
          <NotDone head={t("dep.not-undone")} refused={outcome.refused} />
        </Notice>
      );
    case "moved": {
      const on = laterName(outcome.to, zone, now);
      const { moved, refused } = outcome;
      return (
        <Notice
          tone={refused.length > 0 ? "medium" : "waiting"}
          title={
            refused.length === 0
              ? t("dep.moved", { n: moved.length, on })
              : t("dep.moved-part", { n: count(moved.length), all: count(moved.length + refused.length), on })
          }
        >
          <NotDone head={t("dep.not-moved")} refused={refused} />
        </Notice>
      );
    }
  }
}

function NotDone({ head, refused }: { readonly head: string; readonly refused: readonly Refused[] }) {
  return refused.length === 0 ? null : (
    <>
      {head}
      <span className={classes.refused}>
        {refused.map((one) => (
          <span key={one.id}>{t("dep.not-moved-one", { id: one.id, why: one.why })}</span>
        ))}
      </span>
    </>
  );
}

function Cause({
  cause,
  names,
  customers,
}: {
  readonly cause: DepartureRow["causes"][number];
  readonly names: Names;
  readonly customers: ReadonlyMap<string, string>;
}) {
  const [all, setAll] = useState(false);
  const team = names.team(cause.owner.team);
  const { person } = cause.owner;
  const shown = all ? cause.orders : cause.orders.slice(0, first);
  const [worst] = cause.exceptions;
  return (
    <section className={classes.cause}>
      <div className={classes.causeHead}>
        <h3>{cause.title}</h3>
        {worst !== undefined && (
          <Link
            to="/x/$id"
            params={{ id: worst }}
            className="reach"
            aria-label={t("dep.open-cause", { title: cause.title })}
          >
            {t("dep.open")}
          </Link>
        )}
      </div>
      <div className={classes.owner} data-nobody={person === null || undefined}>
        <TeamTile name={person === null ? null : team} />
        <span>
          <b>{person ?? frame("owner.nobody")}</b>
          <small>{person === null ? t("dep.nobody-of", { team }) : t("dep.taken", { team })}</small>
        </span>
      </div>
      <ul className={classes.orders}>
        {shown.map((id, at) => (
          <li key={id}>
            <OrderLink id={id} />
            <span className={classes.customer}>{customers.get(id) ?? ""}</span>
            {cause.exceptions[at] !== undefined && (
              <Link to="/x/$id" params={{ id: cause.exceptions[at] }}>
                <StateGlyph state="failed" size={13}>
                  {cause.exceptions[at]}
                </StateGlyph>
              </Link>
            )}
          </li>
        ))}
      </ul>
      {cause.orders.length > first && (
        <Button
          variant="subtle"
          size="xs"
          className={classes.moreOrders ?? ""}
          onClick={() => setAll(!all)}
          aria-expanded={all}
        >
          {all ? t("dep.fewer") : t("dep.more-orders", { n: cause.orders.length - first })}
        </Button>
      )}
    </section>
  );
}

function OrderLink({ id }: { readonly id: string }) {
  return (
    <Link to="/o/$kind/$id" params={{ kind: "order", id }} className="id">
      {id}
    </Link>
  );
}

function Steps({
  place,
  onStep,
}: {
  readonly place: { readonly index: number; readonly of: number };
  readonly onStep: (by: 1 | -1) => void;
}) {
  return (
    <span className={classes.place}>
      <span className="num">{t("dep.place", { i: place.index + 1, n: place.of })}</span>
      <ActionIcon
        variant="default"
        size={26}
        aria-label={t("dep.previous")}
        disabled={place.index === 0}
        onClick={() => onStep(-1)}
      >
        <IconChevronLeft size={15} aria-hidden="true" />
      </ActionIcon>
      <ActionIcon
        variant="default"
        size={26}
        aria-label={t("dep.next")}
        disabled={place.index === place.of - 1}
        onClick={() => onStep(1)}
      >
        <IconChevronRight size={15} aria-hidden="true" />
      </ActionIcon>
    </span>
  );
}

/** Whose each blocked order is, by its number; empty until it is known, which nothing waits for. */
export function useCustomers(row: DepartureRow, day: string): ReadonlyMap<string, string> {
  const { data } = useQuery({
    queryKey: ["blocked-customers", row.warehouse, day, row.blocked],
    queryFn: ({ signal }) =>
      api<PageOf<TallyDocument>>(
        `/tally/documents${query({ warehouse: row.warehouse, day, part: "orders:blocked", limit: 500 })}`,
        { signal },
      ),
    enabled: row.blocked > 0,
    staleTime: 60_000,
  });
  return new Map(data?.items.flatMap((one) => (one.customer === null ? [] : [[one.id, one.customer] as const])));
}
