import { Button } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import { lazy, Suspense } from "react";
import type { LagSeries, NetworkRow, SourceRow } from "../../../server/wire/index.ts";
import { count, countdown, duration, time, when } from "../../app/format.ts";
import { flowWord, stepWord } from "../../app/words.ts";
import type { Names } from "../../live/index.ts";
import { BoxFigure, FigureBox } from "../../widgets/FigureBox.tsx";
import { SidePanel } from "../../widgets/SidePanel.tsx";
import { SkeletonRows } from "../../widgets/Skeleton.tsx";
import { StateGlyph } from "../../widgets/StateGlyph.tsx";
import { FileList } from "./Files.tsx";
import type { LagWindow, LinkView } from "./links.ts";
import classes from "./Panel.module.css";
import { Silent } from "./Silent.tsx";
import { glyphs, lag, nextFileOf, sender, stateWords, why } from "./say.ts";
import { t } from "./words.ts";

const LineOverBars = lazy(async () => ({ default: (await import("../../widgets/LineOverBars.tsx")).LineOverBars }));

interface PanelProps {
  readonly view: LinkView;
  /** Other links of the same step and site. */
  readonly others: readonly LinkView[];
  readonly series: LagSeries | undefined;
  readonly window: LagWindow;
  readonly network: NetworkRow | undefined;
  readonly names: Names;
  readonly zone: string;
  readonly now: number;
  readonly onChoose: (id: string) => void;
  readonly onClose: () => void;
}

/** One link between two systems: how it stands, how its last while went, who should tell it, and where its exceptions are. */
export function Panel({ view, others, series, window, network, names, zone, now, onChoose, onClose }: PanelProps) {
  const { row, state } = view;
  const step = stepWord(network?.flows, row.flow, row.step);
  const site = row.warehouse ?? t("sync.no-site");
  const glyph = glyphs[state];
  const said = stateWords(view, names, now);
  const files = sender(view.source);
  const search = {
    ...(row.warehouse === null ? {} : { site: row.warehouse }),
    policy: `${row.flow}.${row.step}`,
  };
  return (
    <SidePanel
      label={`${step}, ${site}`}
      head={
        state === "silent" ? (
          <Silent>{said}</Silent>
        ) : glyph === null ? (
          said
        ) : (
          <StateGlyph state={glyph}>{said}</StateGlyph>
        )
      }
      close={t("sync.panel-close")}
      onClose={onClose}
      actions={
        <>
          <Button renderRoot={(root) => <Link {...root} to="/queue" search={search} />}>
            {t("sync.panel-queue", { n: row.late })}
          </Button>
          <Button
            variant="default"
            renderRoot={(root) => (
              <Link
                {...root}
                to="/flow/$process"
                params={{ process: row.flow }}
                search={row.warehouse === null ? {} : { site: row.warehouse }}
              />
            )}
          >
            {t("sync.panel-flow")}
          </Button>
        </>
      }
    >
      <div>
        <h2>{step}</h2>
        <p className={classes.where}>{t("sync.panel-at", { flow: flowWord(row.flow), site })}</p>
        <p className={classes.where}>
          {names.system(row.from)} <span aria-hidden="true">→</span> {names.system(row.to)}
        </p>
      </div>
      <FigureBox>
        <BoxFigure
          word={t("sync.panel-waiting")}
          value={count(row.pending)}
          note={
            row.pending > 0 && view.oldestMs !== null ? t("sync.panel-oldest", { age: duration(view.oldestMs) }) : ""
          }
        />
        <BoxFigure
          word={t("sync.panel-behind")}
          value={view.behindMs === null ? null : lag(view.behindMs)}
          note={t("sync.panel-target", { target: duration(row.policyMs) })}
        />
        <BoxFigure word={t("sync.panel-came")} value={count(row.count)} note={t("sync.panel-late", { n: row.late })} />
      </FigureBox>
      <section className={classes.part}>
        <h3>{t("sync.panel-chart", { window: t(`sync.${window}`) })}</h3>
        <Chart series={series} policyMs={row.policyMs} window={window} zone={zone} />
      </section>
      {files !== null && (
        <section className={classes.part}>
          <h3>{t("sync.panel-files", { name: nameOf(files, names) })}</h3>
          <FileList source={files} now={now} zone={zone} />
        </section>
      )}
      {row.count > 0 && (
        <section className={classes.part}>
          <h3>{t("sync.panel-within")}</h3>
          <dl className={classes.within}>
            <Within word="half" ms={row.p50Ms} />
            <Within word="most" ms={row.p95Ms} />
            <Within word="99" ms={row.p99Ms} />
            <Within word="max" ms={row.maxMs} />
          </dl>
        </section>
      )}
      <Source view={view} names={names} now={now} zone={zone} />
      {others.length > 0 && (
        <section className={classes.part}>
          <h3>{t("sync.panel-also")}</h3>
          <ul className={classes.others}>
            {others.map((other) => (
              <li key={other.row.id}>
                <button type="button" className="reach" onClick={() => onChoose(other.row.id)}>
                  {names.system(other.row.from)} → {names.system(other.row.to)}
                </button>
                <span>{stateWords(other, names, now)}</span>
              </li>
            ))}
          </ul>
        </section>
      )}
    </SidePanel>
  );
}

function Within({ word, ms }: { readonly word: "half" | "most" | "99" | "max"; readonly ms: number | null }) {
  return (
    <div>
      <dt>{t(`sync.panel-${word}`)}</dt>
      <dd className="num">{ms === null ? "–" : lag(ms)}</dd>
    </div>
  );
}

function Chart({
  series,
  policyMs,
  window,
  zone,
}: {
  readonly series: LagSeries | undefined;
  readonly policyMs: number;
  readonly window: LagWindow;
  readonly zone: string;
}) {
  const points = series?.points ?? [];
  const [first, second] = points;
  if (first === undefined || second === undefined || points.every(({ p95Ms }) => p95Ms === null))
    return <p className={classes.where}>{t("sync.panel-chart-none", { window: t(`sync.${window}`) })}</p>;
  const span = Date.parse(second.at) - Date.parse(first.at);
  const at = (of: number): string => time(of, zone);
  return (
    <Suspense fallback={<SkeletonRows rows={1} height={180} />}>
      <LineOverBars
        parts={points.map((point) => ({ at: Date.parse(point.at) - span, ms: point.p95Ms, count: point.count }))}
        limitMs={policyMs}
        limit={t("sync.panel-chart-target", { target: duration(policyMs) })}
        counts="traffic"
        time={at}
        span={lag}
        read={(part) =>
          t("sync.panel-chart-read", {
            at: at(part.at),
            p95: part.ms === null ? "–" : lag(part.ms),
            n: part.count,
          })
        }
      />
    </Suspense>
  );
}

const nameOf = (source: SourceRow, names: Names): string =>
  source.name === "" ? names.system(source.system) : source.name;

/** Who should tell it, and whether it is heard. */
function Source({
  view,
  names,
  now,
  zone,
}: {
  readonly view: LinkView;
  readonly names: Names;
  readonly now: number;
  readonly zone: string;
}) {
  const { source, state } = view;
  if (source === null) return null;
  const name = nameOf(source, names);
  const next = nextFileOf(source, now);
  return (
    <section className={classes.source}>
      <p>
        {source.lastSeenAt === null
          ? t("sync.panel-never", { name })
          : t("sync.panel-heard", {
              name,
              at: when(source.lastSeenAt, now, zone),
              ago: duration(now - Date.parse(source.lastSeenAt)),
            })}
        {next !== null &&
          source.files.length === 0 &&
          ` ${t("sync.panel-file", { at: when(next, now, zone), left: countdown(next, now).text })}`}
      </p>
      {state === "not-judged" && <p>{why(view, names)}</p>}
      <Link to="/connect" search={{ system: source.system }} className="reach">
        {name}
      </Link>
    </section>
  );
}
