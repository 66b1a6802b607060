// biome-ignore-all lint/a11y/useSemanticElements: cells of a grid of placed rows.
// biome-ignore-all lint/a11y/useFocusableInteractive: the row takes the focus, its cells do not.
import { memo } from "react";
import type { ExceptionRow } from "../../../server/wire/index.ts";
import { age, full, when } from "../../app/format.ts";
import { objectName, word } from "../../app/words.ts";
import type { InPlace, Names } from "../../live/index.ts";
import { Severity } from "../../widgets/Severity.tsx";
import { StateGlyph } from "../../widgets/StateGlyph.tsx";
import { Box } from "./Box.tsx";
import { Due, Held, OwnerCell, ownerOf } from "./cells.tsx";
import { Ghost } from "./Ghost.tsx";
import { nameOf } from "./nameOf.ts";
import classes from "./Row.module.css";
import { say } from "./words.ts";

/** What rows of every kind need beside what they show. */
export interface Around {
  readonly now: number;
  readonly zone: string;
  readonly names: Names;
  readonly me: string;
  /** As of when rows are, where that is not now; else null. */
  readonly asOf: number | null;
  readonly narrow: boolean;
  /** Boxes stand open: something is chosen, or one is choosing. */
  readonly choosing: boolean;
}

/** What a row needs beside itself. */
export interface RowProps extends Around {
  readonly row: ExceptionRow;
  readonly ghost: boolean;
  readonly conflict: boolean;
  readonly changed: InPlace<ExceptionRow> | undefined;
  readonly people: readonly string[];
  readonly checked: boolean;
  readonly onCheck: (id: string, range: boolean) => void;
}

/** How long a cell that changed in place is marked, milliseconds. */
export const markMs = 4000;

/** One exception: when it is due, what went wrong, what it holds up, who has it. */
export const Row = memo(function Row(props: RowProps) {
  const { row, now, zone, names, me, ghost, conflict, changed, asOf, narrow, people, checked, choosing } = props;
  const fresh = changed !== undefined && now - changed.at < markMs ? changed.before : null;
  const mark = (differs: (before: ExceptionRow) => boolean): true | undefined =>
    fresh !== null && differs(fresh) ? true : undefined;
  return (
    <div
      className={classes.row}
      data-narrow={narrow}
      data-ghost={ghost || undefined}
      data-checked={checked || undefined}
      data-choosing={choosing || undefined}
    >
      <div role="gridcell" className={classes.due} data-changed={mark((was) => was.cutoff?.at !== row.cutoff?.at)}>
        {!ghost && (
          <Box
            checked={checked}
            label={say("select.row", { what: nameOf(row) })}
            onCheck={(range) => props.onCheck(row.id, range)}
          />
        )}
        <Due cutoff={row.cutoff} now={now} zone={zone} asOf={asOf} narrow={narrow} />
      </div>
      <div
        role="gridcell"
        className={classes.cause}
        data-changed={mark(
          (was) =>
            was.title !== row.title ||
            was.severity !== row.severity ||
            was.occurrences !== row.occurrences ||
            was.told !== row.told,
        )}
      >
        <div className={classes.title} title={row.title}>
          {row.title}
        </div>
        <div className={classes.second}>
          {conflict ? (
            <span className={classes.conflict}>{say("conflict.row")}</span>
          ) : ghost ? (
            <Ghost id={row.id} now={now} zone={zone} names={names} />
          ) : (
            <Facts row={row} now={now} zone={zone} narrow={narrow} />
          )}
        </div>
      </div>
      {!narrow && (
        <div
          role="gridcell"
          className={classes.held}
          data-changed={mark((was) => was.value?.amount !== row.value?.amount)}
        >
          <div className={classes.amount}>
            <Held value={row.value} />
          </div>
          <div className={`${classes.age} num`} title={full(row.openedAt, zone)}>
            {row.value?.basis === "cost" && `${say("row.cost")} · `}
            {age(row.openedAt, now)}
          </div>
        </div>
      )}
      <div
        role="gridcell"
        className={classes.owner}
        data-changed={mark(
          (was) =>
            was.owner.person !== row.owner.person || was.owner.team !== row.owner.team || was.state !== row.state,
        )}
      >
        <OwnerCell {...ownerOf(row, now, zone, names, me)} people={people} narrow={narrow} />
      </div>
    </div>
  );
});

function Facts({
  row,
  now,
  zone,
  narrow,
}: {
  readonly row: ExceptionRow;
  readonly now: number;
  readonly zone: string;
  readonly narrow: boolean;
}) {
  return (
    <>
      <Severity level={row.severity} />
      {row.object !== null && <span className="id">{narrow ? row.object.id : objectName(row.object)}</span>}
      {row.warehouse !== null && <span>{row.warehouse}</span>}
      {narrow && (
        <b>
          <Held value={row.value} />
        </b>
      )}
      {row.told !== null && (
        <StateGlyph state="told" size={14}>
          {say("queue.told", { at: when(row.told.at, now, zone) })}
        </StateGlyph>
      )}
      {!narrow && row.cutoff !== null && <span className={classes.leaves}>{word("cutoff", row.cutoff.source)}</span>}
    </>
  );
}

/** The place of a row that is not there yet, of the same height; its columns as they will be. */
export function RowToCome({ narrow }: { readonly narrow: boolean }) {
  return (
    <div className={classes.row} data-narrow={narrow} data-to-come>
      <div role="gridcell" className={classes.due}>
        <span className={classes.bone} style={{ width: 56, height: 18 }} />
        <span className={classes.bone} style={{ width: 64, height: 10 }} />
        <span className={classes.read}>{say("queue.to-come")}</span>
      </div>
      <div role="gridcell" className={classes.cause}>
        <span className={classes.bone} style={{ width: "62%", height: 13 }} />
        <span className={classes.bone} style={{ width: "44%", height: 10 }} />
      </div>
      {!narrow && (
        <div role="gridcell" className={classes.held}>
          <span className={classes.bone} style={{ width: 56, height: 13, marginInlineStart: "auto" }} />
        </div>
      )}
      <div role="gridcell" className={classes.owner}>
        <span className={classes.bone} style={{ width: 26, height: 26 }} />
      </div>
    </div>
  );
}
