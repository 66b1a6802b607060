// biome-ignore-all lint/a11y/useSemanticElements: cells of a grid of placed rows.
// biome-ignore-all lint/a11y/useFocusableInteractive: the row takes the focus, its cells do not.
import { UnstyledButton } from "@mantine/core";
import { IconChevronDown, IconChevronRight } from "@tabler/icons-react";
import { memo } from "react";
import type { CauseRow, ExceptionRow } from "../../../server/wire/index.ts";
import { heldText } from "../../app/format/held.ts";
import { age, count, full, money, moneyExact, when } from "../../app/format.ts";
import { objectCount, t, word } from "../../app/words.ts";
import type { InPlace } from "../../live/index.ts";
import { Severity } from "../../widgets/Severity.tsx";
import { StateGlyph } from "../../widgets/StateGlyph.tsx";
import { Box } from "./Box.tsx";
import classes from "./CauseLine.module.css";
import { allAtCost, Due, HeldTogether, OwnerCell, ownersOf, Presence } from "./cells.tsx";
import shared from "./Row.module.css";
import { type Around, markMs } from "./Row.tsx";
import { say } from "./words.ts";

/** `14 orders`; of several kinds each, most first; without objects as many exceptions. */
export function countOf(cause: Pick<CauseRow, "objects" | "members">): string {
  if (cause.objects.length === 0) return say("cause.members", { n: cause.members });
  return cause.objects.map(({ kind, count }) => objectCount(kind, count)).join(", ");
}

/** `ATL`; of several sites at most three, else how many. */
export const sitesOf = (cause: Pick<CauseRow, "warehouses">): string =>
  cause.warehouses.length > 3 ? say("cause.sites", { n: cause.warehouses.length }) : cause.warehouses.join(", ");

/** What a cause needs beside itself. */
export interface CauseLineProps extends Around {
  readonly row: CauseRow;
  readonly ghost: boolean;
  readonly changed: InPlace<CauseRow> | undefined;
  readonly people: readonly string[];
  readonly checked: boolean;
  readonly open: boolean;
  readonly onCheck: (id: string, range: boolean) => void;
  readonly onToggle: (id: string) => void;
}

/** One fault and what it holds up: when the soonest is due, how many, where, who has them. */
export const CauseLine = memo(function CauseLine(props: CauseLineProps) {
  const { row, ghost, changed, people, checked, open, now, zone, names, me, asOf, narrow, choosing } = props;
  const fresh = changed !== undefined && now - changed.at < markMs ? changed.before : null;
  const mark = (differs: (before: CauseRow) => boolean): true | undefined =>
    fresh !== null && differs(fresh) ? true : undefined;
  const Chevron = open ? IconChevronDown : IconChevronRight;
  const many = countOf(row);
  return (
    <div
      className={shared.row}
      data-narrow={narrow}
      data-ghost={ghost || undefined}
      data-checked={checked || undefined}
      data-choosing={choosing || undefined}
    >
      <div role="gridcell" className={shared.due} data-changed={mark((was) => was.cutoff?.at !== row.cutoff?.at)}>
        {!ghost && (
          <Box
            checked={checked}
            label={say("select.cause", { what: row.title, n: row.members })}
            onCheck={(range) => props.onCheck(row.id, range)}
          />
        )}
        <Due cutoff={row.cutoff} now={now} zone={zone} asOf={asOf} narrow={narrow} />
      </div>
      <div
        role="gridcell"
        className={shared.cause}
        data-changed={mark((was) => was.members !== row.members || was.severity !== row.severity)}
      >
        <div className={shared.title} title={row.title}>
          {row.title}
        </div>
        <div className={shared.second}>
          {ghost ? (
            <StateGlyph state="skipped" size={14}>
              {say("cause.gone")}
            </StateGlyph>
          ) : (
            <>
              <Severity level={row.severity} />
              <UnstyledButton
                className={classes.toggle}
                tabIndex={-1}
                aria-expanded={open}
                aria-label={say(open ? "cause.close" : "cause.open", { what: many })}
                onClick={(event) => {
                  event.stopPropagation();
                  props.onToggle(row.id);
                }}
              >
                {many}
                <Chevron size={12} stroke={2} aria-hidden="true" />
              </UnstyledButton>
              {row.warehouses.length > 0 && <span>{sitesOf(row)}</span>}
              {narrow && (
                <b>
                  <HeldTogether held={row.held} />
                </b>
              )}
              {row.told > 0 && (
                <StateGlyph state="told" size={14}>
                  {say("cause.told", { n: row.told })}
                </StateGlyph>
              )}
              {!narrow && row.cutoff !== null && (
                <span className={shared.leaves}>{word("cutoff", row.cutoff.source)}</span>
              )}
            </>
          )}
        </div>
      </div>
      {!narrow && (
        <div
          role="gridcell"
          className={shared.held}
          data-changed={mark((was) => was.held.objects !== row.held.objects)}
        >
          <div className={shared.amount} title={row.held.money.map(heldText).join(" · ")}>
            <HeldTogether held={row.held} bare />
          </div>
          <div className={`${shared.age} num`} title={full(row.openedAt, zone)}>
            {allAtCost(row.held) && `${say("row.cost")} · `}
            {age(row.openedAt, now)}
          </div>
        </div>
      )}
      <div
        role="gridcell"
        className={shared.owner}
        data-changed={mark((was) => JSON.stringify(was.owners) !== JSON.stringify(row.owners))}
      >
        <OwnerCell {...ownersOf(row, now, zone, names, me)} people={people} narrow={narrow} />
      </div>
    </div>
  );
});

/** One of the first exceptions of a cause, on one line. */
export const MemberLine = memo(function MemberLine({
  row,
  checked,
  people,
  conflict,
  onCheck,
  now,
  zone,
  narrow,
  choosing,
}: Around & {
  readonly row: ExceptionRow;
  readonly checked: boolean;
  readonly people: readonly string[];
  readonly conflict: boolean;
  readonly onCheck: (id: string, range: boolean) => void;
}) {
  const { value } = row;
  return (
    <div
      className={classes.member}
      data-narrow={narrow}
      data-checked={checked || undefined}
      data-choosing={choosing || undefined}
    >
      <div role="gridcell" className={classes.memberBox}>
        <Box
          checked={checked}
          label={say("select.row", { what: row.object?.id ?? row.id })}
          onCheck={(range) => onCheck(row.id, range)}
        />
      </div>
      <div role="gridcell" className={classes.memberWhat}>
        <b className="id">{row.object?.id ?? row.id}</b>
        {conflict ? (
          <span className={shared.conflict}>{say("conflict.row")}</span>
        ) : (
          <span className={shared.leaves}>{[row.warehouse, row.customer].filter(Boolean).join(" · ")}</span>
        )}
        <Presence people={people} />
      </div>
      <div role="gridcell" className={`${classes.memberHeld} num`}>
        {value === null
          ? t("value.none")
          : value.amount === null || value.currency === null
            ? t("value.unknown")
            : value.basis === "order-price"
              ? `≈ ${money(value.amount, value.currency)}`
              : moneyExact(value.amount, value.currency)}
      </div>
      {!narrow && (
        <div role="gridcell" className={classes.memberLast} title={row.reason}>
          {row.told === null
            ? say("cause.since", { what: word("kind", row.kind), at: when(row.openedAt, now, zone) })
            : say("queue.told", { at: when(row.told.at, now, zone) })}
        </div>
      )}
    </div>
  );
});

/** "12 more orders": the way to all members of a cause. */
export function MoreLine({
  cause,
  shown,
  narrow,
}: {
  readonly cause: CauseRow;
  readonly shown: number;
  readonly narrow: boolean;
}) {
  const [only, ...others] = cause.objects;
  const n = cause.members - shown;
  const [, ...noun] = only === undefined ? [] : objectCount(only.kind, n).split(" ");
  return (
    <div className={classes.member} data-narrow={narrow}>
      <div role="gridcell" className={classes.memberBox} />
      <div role="gridcell" className={classes.more}>
        {only !== undefined && others.length === 0
          ? say("cause.more", { n: count(n), what: noun.join(" ") })
          : say("cause.more-members", { n })}
      </div>
    </div>
  );
}
