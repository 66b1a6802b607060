import { Button, NativeSelect } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { useAddress } from "../../app/address.ts";
import { oldSaid } from "../../app/format/old.ts";
import { syncSearch } from "../../app/url.ts";
import { flowWord } from "../../app/words.ts";
import { namesOf, useFeed, useNetwork, useNow, useSources } from "../../live/index.ts";
import { Choice } from "../../widgets/Choice.tsx";
import { EmptyState } from "../../widgets/EmptyState.tsx";
import { useKeys } from "../../widgets/keys.ts";
import { ErrorBar } from "../../widgets/Notice.tsx";
import { OldNotice } from "../../widgets/OldNotice.tsx";
import { Panes, useWidth } from "../../widgets/Panes.tsx";
import { SkeletonRows } from "../../widgets/Skeleton.tsx";
import { Legend } from "./Legend.tsx";
import { Links } from "./Links.tsx";
import { countLinks, lagWindows, linkSorts, sortLinks, sourceOf, viewLink } from "./links.ts";
import { Matrix } from "./Matrix.tsx";
import { matrixOf, nextOn } from "./matrix.ts";
import { Panel } from "./Panel.tsx";
import { Silence } from "./Silence.tsx";
import classes from "./sync.module.css";
import { useSeries } from "./useSeries.ts";
import { t } from "./words.ts";

/** Sync: which link between two systems is late, and which source is silent. */
export function Screen() {
  const [address, change] = useAddress(syncSearch);
  const network = useNetwork();
  const names = namesOf(network);
  const now = useNow(1000);
  const window = lagWindows.find((one) => one === address.window) ?? "1h";
  const sort = linkSorts.find((one) => one === address.sort) ?? "state";
  const site = address.site ?? null;
  const zone = names.zone(site);
  const feed = useFeed("lag", { window }, { limit: 2000 });
  const sources = useSources();
  const [front, setFront] = useState<string | null>(address.row ?? null);
  // What has no room for sites side by side lists links one below the other.
  const width = useWidth();
  const asMatrix = width !== "narrow" && address.view !== "table";
  const series = useSeries(window, asMatrix || address.row !== undefined);

  const flows = [
    ...new Set([...(network?.flows.map((one) => one.id) ?? []), ...feed.rows.map((row) => row.flow)]),
  ].sort();
  const views = sortLinks(
    feed.rows
      .filter(
        (row) =>
          (site === null || row.warehouse === null || row.warehouse === site) &&
          (address.flow === undefined || row.flow === address.flow),
      )
      .map((row) => viewLink(row, sourceOf(row, sources.rows), now)),
    asMatrix ? "state" : sort,
  );
  const matrix = matrixOf(views, network);
  const chosen = address.view === "table" ? undefined : views.find(({ row }) => row.id === address.row);
  const shownSources = sources.rows.filter((row) => site === null || row.warehouse === null || row.warehouse === site);
  const sum = countLinks(views);

  const linkOf = (id: string): HTMLElement | null =>
    document.querySelector<HTMLElement>(`[data-link="${CSS.escape(id)}"]`);
  const inFront = (id: string): void => {
    setFront(id);
    // Who walks on while a panel is open reads on in it.
    if (chosen !== undefined && chosen.row.id !== id) change({ row: id });
  };
  const move = (by: 1 | -1): void => {
    const at = views.findIndex((view) => view.row.id === front);
    const beside = views[Math.max(0, Math.min(views.length - 1, at + by))]?.row.id ?? null;
    const next = asMatrix ? nextOn(matrix, front, by === 1 ? "down" : "up") : beside;
    if (next === null) return;
    inFront(next);
    linkOf(next)?.focus();
  };
  const close = (): void => {
    change({ row: undefined });
    if (front !== null) linkOf(front)?.focus();
  };
  useKeys([
    { key: "j", label: t("sync.key-move"), run: () => move(1) },
    { key: "k", label: t("sync.key-move"), run: () => move(-1) },
    { key: "Enter", label: t("sync.key-open"), run: () => front !== null && linkOf(front)?.click() },
    ...(chosen === undefined ? [] : [{ key: "Escape", label: t("sync.key-close"), run: close }]),
  ]);

  const filtered = site !== null || address.flow !== undefined;
  const placeOf = ({ row }: (typeof views)[number]): string => JSON.stringify([row.flow, row.step, row.warehouse]);
  const panel = chosen && (
    <Panel
      view={chosen}
      others={views.filter((view) => view !== chosen && placeOf(view) === placeOf(chosen))}
      series={series.byLink.get(chosen.row.id)}
      window={window}
      network={network}
      names={names}
      zone={zone}
      now={now}
      onChoose={(id) => change({ row: id })}
      onClose={close}
    />
  );
  if (width === "narrow" && panel) return panel;
  return (
    <Panes detail={panel} detailWidth={320}>
      <div className={classes.page}>
        <OldNotice said={oldSaid(feed.freshness, now, zone)} />
        <header className={classes.head}>
          <h1 className={classes.title}>{t("sync.title")}</h1>
          {views.length > 0 && (
            <p className={classes.lead}>
              {t("sync.lead", { links: views.length, inside: sum.inside, judged: sum.judged })}
              {t("sync.lead-more", { notJudged: sum.notJudged, quiet: sum.quiet })}
            </p>
          )}
          <div className={classes.tools}>
            <NativeSelect
              aria-label={t("sync.flow")}
              value={address.flow ?? ""}
              onChange={(event) =>
                change({ flow: event.currentTarget.value === "" ? undefined : event.currentTarget.value })
              }
              data={[
                { value: "", label: t("sync.flow-any") },
                ...flows.map((one) => ({ value: one, label: flowWord(one) })),
              ]}
            />
            {!asMatrix && (
              <NativeSelect
                aria-label={t("sync.sort")}
                value={sort}
                onChange={(event) =>
                  change({ sort: event.currentTarget.value === "state" ? undefined : event.currentTarget.value })
                }
                data={linkSorts.map((one) => ({ value: one, label: t(`sync.sort-${one}`) }))}
              />
            )}
            <Choice
              label={t("sync.window")}
              value={window}
              onChange={(value) => change({ window: value === "1h" ? undefined : value })}
              options={lagWindows.map((one) => ({ value: one, label: t(`sync.${one}`) }))}
            />
            {width !== "narrow" && (
              <Choice
                label={t("sync.view")}
                value={asMatrix ? "matrix" : "table"}
                onChange={(value) => change({ view: value === "table" ? "table" : undefined, row: undefined })}
                options={[
                  { value: "matrix", label: t("sync.matrix") },
                  { value: "table", label: t("sync.as-table") },
                ]}
              />
            )}
          </div>
        </header>
        {feed.error && (
          <ErrorBar
            title={t("sync.failed", { why: feed.error.detail ?? feed.error.title })}
            id={feed.error.errorId}
            onRetry={feed.again}
          />
        )}
        <section aria-labelledby="lag">
          <h2 id="lag" className={classes.section}>
            {t("sync.lag-head")} <small>{t("sync.lag-why")}</small>
          </h2>
          {feed.loading ? (
            <SkeletonRows rows={8} height={48} />
          ) : views.length === 0 ? (
            <EmptyState
              title={t("sync.empty")}
              why={t(filtered ? "sync.empty-filter" : network?.open ? "sync.empty-open" : "sync.empty-flows")}
            >
              {filtered ? (
                <Button variant="default" onClick={() => change({ site: undefined, flow: undefined })}>
                  {t("sync.show-all")}
                </Button>
              ) : (
                <Link to="/connect" className="reach">
                  {t("sync.connect")}
                </Link>
              )}
            </EmptyState>
          ) : asMatrix ? (
            <>
              <Matrix
                matrix={matrix}
                series={series.byLink}
                network={network}
                names={names}
                zone={zone}
                now={now}
                front={front}
                chosen={chosen?.row.id ?? null}
                onFront={inFront}
                onChoose={(id) => change({ row: id })}
              />
              <Legend failed={series.failed} window={window} zone={zone} now={now} />
            </>
          ) : (
            <div className={classes.frame}>
              <Links
                views={views}
                network={network}
                names={names}
                zone={zone}
                now={now}
                front={front}
                onFront={setFront}
              />
            </div>
          )}
        </section>
        {shownSources.length > 0 && (
          <section aria-labelledby="silence">
            <h2 id="silence" className={classes.section}>
              {t("sync.silence-head")} <small>{t("sync.silence-why")}</small>
            </h2>
            <div className={classes.frame}>
              <Silence sources={shownSources} names={names} zone={zone} now={now} />
            </div>
            <p className={classes.note}>{t("sync.age-note")}</p>
          </section>
        )}
      </div>
    </Panes>
  );
}
