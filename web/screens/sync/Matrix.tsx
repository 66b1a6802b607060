import { useElementSize } from "@mantine/hooks";
import { type KeyboardEvent, useRef } from "react";
import type { LagSeries, NetworkRow } from "../../../server/wire/index.ts";
import { dayPrefix, duration, time, when } from "../../app/format.ts";
import { flowWord, stepWord } from "../../app/words.ts";
import type { Names } from "../../live/index.ts";
import { Spark } from "../../widgets/Spark.tsx";
import { StateGlyph } from "../../widgets/StateGlyph.tsx";
import { FileBoxes, filesRead } from "./Files.tsx";
import type { LinkView } from "./links.ts";
import classes from "./Matrix.module.css";
import { type MatrixRow, type Matrix as Model, nextOn, noSite, sparkOf, type Way } from "./matrix.ts";
import { Silent } from "./Silent.tsx";
import { glyphs, nextFile, nextFileOf, sender, shortLag, silentFor, stateWords, why } from "./say.ts";
import shared from "./sync.module.css";
import { t } from "./words.ts";

/** Widths in pixels: the column of names, a cell at its least, and what of a cell is not its line. */
const namesWidth = 148;
const leastCell = 104;
const mostCell = 260;
const besideLine = 22;

const ways: Readonly<Record<string, Way>> = {
  ArrowUp: "up",
  ArrowDown: "down",
  ArrowLeft: "left",
  ArrowRight: "right",
};

interface MatrixProps {
  readonly matrix: Model;
  readonly series: ReadonlyMap<string, LagSeries>;
  readonly network: NetworkRow | undefined;
  readonly names: Names;
  readonly zone: string;
  readonly now: number;
  /** Id of the link that has the focus, or had it last. */
  readonly front: string | null;
  /** Id of the link whose panel is open. */
  readonly chosen: string | null;
  readonly onFront: (id: string) => void;
  readonly onChoose: (id: string) => void;
}

/** Steps of flows by sites: how far each link is behind, how its last while went, what waits and when it last succeeded. */
export function Matrix({ matrix, series, network, names, zone, now, front, chosen, onFront, onChoose }: MatrixProps) {
  const { ref, width } = useElementSize<HTMLDivElement>();
  const table = useRef<HTMLTableElement>(null);
  const { sites, rows } = matrix;
  const share = Math.floor((width - namesWidth) / Math.max(1, sites.length)) - 3;
  const cellWidth = Math.min(mostCell, Math.max(leastCell, share));
  const reached = rows.some(({ cells }) => [...cells.values()].flat().some(({ row }) => row.id === front));
  const stop = reached ? front : nextOn(matrix, null, "down");

  const onKeyDown = (event: KeyboardEvent): void => {
    const way = ways[event.key];
    if (way === undefined || event.altKey || event.ctrlKey || event.metaKey) return;
    const next = nextOn(matrix, stop, way);
    if (next === null) return;
    event.preventDefault();
    onFront(next);
    table.current?.querySelector<HTMLElement>(`[data-link="${CSS.escape(next)}"]`)?.focus();
  };

  return (
    <div ref={ref} className={classes.frame}>
      {/* Arrow keys go from cell to cell; only one of them is a stop for Tab. */}
      <table
        ref={table}
        className={classes.matrix}
        style={{ width: namesWidth + sites.length * (cellWidth + 3) }}
        onKeyDown={onKeyDown}
      >
        <caption className={shared.hidden}>{t("sync.table")}</caption>
        <thead>
          <tr>
            <th scope="col" style={{ width: namesWidth }}>
              {t("sync.col-flow")}
            </th>
            {sites.map((site) => (
              <th key={site} scope="col">
                {site === noSite ? t("sync.no-site") : <b>{site}</b>}
                {site !== noSite && names.site(site) !== site && <span> {names.site(site)}</span>}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={`${row.flow}.${row.step}`}>
              <th scope="row">
                <b>{stepWord(network?.flows, row.flow, row.step)}</b>
                <small>{flowWord(row.flow)}</small>
                <small>{targetOf(row)}</small>
              </th>
              {sites.map((site) => {
                const views = row.cells.get(site);
                const [worst] = views ?? [];
                return (
                  <td key={site}>
                    {worst === undefined || views === undefined ? (
                      <div className={classes.none} title={t("sync.no-link")}>
                        <span className={shared.hidden}>{t("sync.no-link")}</span>
                      </div>
                    ) : (
                      <Cell
                        view={worst}
                        more={views.length - 1}
                        step={stepWord(network?.flows, row.flow, row.step)}
                        series={series.get(worst.row.id)}
                        names={names}
                        zone={zone}
                        now={now}
                        width={cellWidth - besideLine}
                        stop={views.some((view) => view.row.id === stop)}
                        chosen={views.some((view) => view.row.id === chosen)}
                        onFront={onFront}
                        onChoose={onChoose}
                      />
                    )}
                  </td>
                );
              })}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function targetOf({ targetMs: [least, most] }: MatrixRow): string {
  return least === most
    ? t("sync.target", { target: duration(least) })
    : t("sync.targets", { least: duration(least), most: duration(most) });
}

/** What a cell says first. */
function Value({ view, now, zone }: { readonly view: LinkView; readonly now: number; readonly zone: string }) {
  const { state, behindMs } = view;
  if (state === "silent") return <Silent>{silentFor(view, now) || t("sync.source-silent")}</Silent>;
  const next = nextFile(view, now);
  if (next !== null)
    return (
      <span className={classes.file}>
        <StateGlyph state="batch">{t("sync.next-file", { at: when(next, now, zone) })}</StateGlyph>
      </span>
    );
  if (state === "quiet") return <span className={classes.quiet}>{t("sync.cell-quiet")}</span>;
  const glyph = glyphs[state];
  const text = behindMs === null ? t("sync.not-judged") : shortLag(behindMs);
  return glyph === null ? text : <StateGlyph state={glyph}>{text}</StateGlyph>;
}

interface CellProps {
  readonly view: LinkView;
  /** So many other links stand in the same place. */
  readonly more: number;
  readonly step: string;
  readonly series: LagSeries | undefined;
  readonly names: Names;
  readonly zone: string;
  readonly now: number;
  readonly width: number;
  readonly stop: boolean;
  readonly chosen: boolean;
  readonly onFront: (id: string) => void;
  readonly onChoose: (id: string) => void;
}

function Cell(props: CellProps) {
  const { view, more, step, series, names, zone, now, width, stop, chosen, onFront, onChoose } = props;
  const { row, state } = view;
  const site = row.warehouse ?? t("sync.no-site");
  const last = row.lastMetAt === null ? t("sync.never") : when(row.lastMetAt, now, zone);
  const waits = t("sync.wait", { n: row.pending });
  // Of a silent one the next file is what to look for; of a calm one it stands first already.
  const next = state === "silent" ? nextFileOf(view.source, now) : null;
  const files = sender(view.source);
  return (
    <button
      type="button"
      className={classes.cell}
      data-link={row.id}
      data-state={state}
      data-chosen={chosen || undefined}
      aria-current={chosen}
      aria-label={t("sync.cell", {
        step,
        site,
        state: stateWords(view, names, now),
        waits,
        last,
        files: filesRead(view.source),
      })}
      title={why(view, names)}
      tabIndex={stop ? 0 : -1}
      onFocus={() => onFront(row.id)}
      onClick={() => onChoose(row.id)}
    >
      <span className={`${classes.value} num`}>
        <Value view={view} now={now} zone={zone} />
      </span>
      <span className={classes.line}>
        {files === null ? (
          <Spark points={sparkOf(series, view)} target={row.policyMs} label={null} width={width} />
        ) : (
          <FileBoxes source={files} now={now} />
        )}
      </span>
      <span className={`${classes.foot} num`}>
        <span data-some={row.pending > 0 || undefined}>
          {waits}
          {more > 0 && ` +${more}`}
        </span>
        {next === null ? (
          <span>
            {row.lastMetAt === null ? last : (dayPrefix(row.lastMetAt, now, zone) ?? time(row.lastMetAt, zone))}
          </span>
        ) : (
          <StateGlyph state="batch">{dayPrefix(next, now, zone) ?? time(next, zone)}</StateGlyph>
        )}
      </span>
    </button>
  );
}
