// biome-ignore-all lint/a11y/useSemanticElements: virtual rows are a grid of positioned elements, not a table
// biome-ignore-all lint/a11y/useFocusableInteractive: the row has the focus, its cells are read with it
import { useQuery } from "@tanstack/react-query";
import { Link, useParams } from "@tanstack/react-router";
import { useCallback, useEffect, useMemo, useRef, useState } from "react";
import type { TraceDetail } from "../../../server/wire/index.ts";
import { useAddress } from "../../app/address.ts";
import { date, took } from "../../app/format.ts";
import { traceSearch } from "../../app/url.ts";
import { objectName } from "../../app/words.ts";
import { api, namesOf, problemOf, query, useLive, useNetwork } from "../../live/index.ts";
import { EmptyState } from "../../widgets/EmptyState.tsx";
import { useKeys } from "../../widgets/keys.ts";
import { ErrorBar } from "../../widgets/Notice.tsx";
import { Panes, useMedia, useWidth } from "../../widgets/Panes.tsx";
import { SkeletonRows } from "../../widgets/Skeleton.tsx";
import { hueColour, serviceHues } from "../../widgets/serviceHue.ts";
import { VirtualRows, type VirtualRowsHandle } from "../../widgets/VirtualRows.tsx";
import { BusinessLane } from "./BusinessLane.tsx";
import { findCriticalPath } from "./criticalPath.ts";
import { KeyLegend, NoteLine } from "./Foot.tsx";
import { Header } from "./Header.tsx";
import lines from "./Line.module.css";
import { Line } from "./Line.tsx";
import { Minimap } from "./Minimap.tsx";
import { noteTrace } from "./notes.ts";
import { collapseAll, collapseLevel, expandLevel, layRows, type WaterfallFilter } from "./rows.ts";
import { SpanPanel } from "./SpanPanel.tsx";
import { marks } from "./scale.ts";
import classes from "./trace.module.css";
import { growTree } from "./tree.ts";
import { t } from "./words.ts";

/** A trace: which span broke or waited. */
export function Screen() {
  const { id = "" } = useParams({ strict: false });
  const [address] = useAddress(traceSearch);
  const { link } = useLive();
  const asked = useQuery({
    queryKey: ["trace", id, address.environment ?? ""],
    queryFn: ({ signal }) =>
      api<TraceDetail>(`/traces/${encodeURIComponent(id)}${query({ environment: address.environment })}`, { signal }),
    refetchInterval: (state) => {
      const began = state.state.data?.startTime;
      return began && link.now() - Date.parse(began) < 120_000 ? 5_000 : false;
    },
  });
  if (asked.data) return <Trace key={id} trace={asked.data} />;
  if (asked.isPending) return <SkeletonRows rows={14} height={33} />;
  const problem = problemOf(asked.error);
  const list = <Link to="/traces">{t("trace.to-list")}</Link>;
  return problem.status === 404 ? (
    <EmptyState title={t("trace.unknown")} why={t("trace.unknown-why")}>
      {list}
    </EmptyState>
  ) : (
    <>
      <ErrorBar
        title={`${t("trace.failed-read")}: ${problem.detail ?? problem.title}`}
        id={problem.errorId}
        onRetry={() => void asked.refetch()}
      />
      <EmptyState title={t("trace.failed-read")}>{list}</EmptyState>
    </>
  );
}

function Gone({ trace, zone }: { readonly trace: TraceDetail; readonly zone: string }) {
  const { dropped, objects } = trace;
  const day = (at: string) => date(at, zone, Date.now());
  const why = [
    ...(dropped === null ? [] : [t("trace.dropped", { at: day(dropped.at), upTo: day(dropped.upTo) })]),
    ...(objects.length > 0 ? [t("trace.gone-why")] : []),
  ];
  return (
    <EmptyState title={t("trace.gone")} why={why.length > 0 ? why.join(" ") : undefined}>
      <span className={classes.objects}>
        {trace.objects.map((object) => (
          <Link
            key={`${object.kind} ${object.id}`}
            to="/o/$kind/$id"
            params={{ kind: object.kind, id: object.id }}
            className="id"
          >
            {objectName(object)}
          </Link>
        ))}
      </span>
    </EmptyState>
  );
}

function Trace({ trace }: { readonly trace: TraceDetail }) {
  const [address, change] = useAddress(traceSearch);
  const [collapsed, setCollapsed] = useState<ReadonlySet<number>>(new Set());
  const width = useWidth();
  const phone = useMedia("(max-width: 48em)");
  const zone = namesOf(useNetwork()).zone(trace.steps.find((step) => step.warehouse)?.warehouse ?? null);
  const handle = useRef<VirtualRowsHandle>(null);
  const field = useRef<HTMLInputElement>(null);

  const tree = useMemo(() => growTree(trace.spans), [trace.spans]);
  const critical = useMemo(() => findCriticalPath(tree), [tree]);
  const notes = useMemo(() => noteTrace(tree, trace.incomplete), [tree, trace.incomplete]);
  const services = useMemo(() => [...new Set(trace.spans.map((span) => span.service))].sort(), [trace.spans]);
  const hues = useMemo(() => serviceHues(services), [services]);
  const errors = useMemo(() => tree.order.filter((node) => node.span.status.code === "error"), [tree]);
  const lengthMs = Math.max(trace.durationMs, ...tree.roots.map((root) => root.reachMs), 0.001);
  const ticks = useMemo(() => marks(lengthMs, phone ? 3 : 5), [lengthMs, phone]);
  const hidden = address.hide?.split(",") ?? [];
  const filter: WaterfallFilter = useMemo(
    () => ({
      text: address.q ?? "",
      service: address.service ?? null,
      errors: address.hide?.includes("fine") ?? false,
      share: address.hide?.includes("short") ? 0.05 : 0,
    }),
    [address.q, address.service, address.hide],
  );
  const laid = useMemo(
    () => layRows(tree, trace.logs, collapsed, filter, lengthMs),
    [tree, trace.logs, collapsed, filter, lengthMs],
  );
  const items = useMemo(
    () =>
      laid.rows.map((row) => {
        const height = row.kind === "span" ? (phone ? 46 : 33) : phone ? 44 : 28;
        return { id: row.id, kind: "row" as const, height };
      }),
    [laid, phone],
  );
  const byId = useMemo(() => new Map(laid.rows.map((row) => [row.id, row])), [laid]);

  const chosen =
    (address.span === undefined ? undefined : tree.bySpan.get(address.span)) ??
    (phone || width === "narrow" ? undefined : (errors.at(-1) ?? tree.roots[0]));
  const chosenId = chosen ? `s${chosen.key}` : null;
  const [active, setActive] = useState<string | null>(chosenId);

  const spanOf = (rowId: string): string | undefined => {
    const row = byId.get(rowId);
    return row?.kind === "span" ? row.node.span.spanId : row?.node?.span.spanId;
  };
  const go = useCallback(
    (rowId: string, choose: boolean): void => {
      setActive(rowId);
      handle.current?.focus(rowId);
      if (choose) {
        const row = byId.get(rowId);
        const span = row?.kind === "span" ? row.node.span.spanId : row?.node?.span.spanId;
        if (span !== undefined) change({ span });
      }
    },
    [byId, change],
  );
  const spanRows = laid.rows.filter((row) => row.kind === "span");
  const step = (by: number): void => {
    const at = spanRows.findIndex((row) => row.id === (active ?? chosenId));
    const next = spanRows[Math.max(0, Math.min(spanRows.length - 1, at + by))];
    if (next) go(next.id, width !== "narrow");
  };
  const nextError = (): void => {
    const failing = spanRows.filter((row) => row.kind === "span" && row.node.span.status.code === "error");
    const at = spanRows.findIndex((row) => row.id === (active ?? chosenId));
    const next = failing.find((row) => spanRows.indexOf(row) > at) ?? failing[0];
    if (next) go(next.id, true);
  };
  const toggle = (key: number): void =>
    setCollapsed((old) => {
      const next = new Set(old);
      if (!next.delete(key)) next.add(key);
      return next;
    });
  const activeNode = active === null ? undefined : byId.get(active);
  useKeys([
    { key: "j", label: t("trace.key-move"), run: () => step(1) },
    { key: "k", label: t("trace.key-move"), run: () => step(-1) },
    { key: "n", label: t("trace.key-next"), run: nextError },
    { key: "f", label: t("trace.key-filter"), run: () => field.current?.focus() },
    { key: "p", label: t("trace.key-level"), run: () => setCollapsed(collapseLevel(tree, collapsed)) },
    { key: "o", label: t("trace.key-level"), run: () => setCollapsed(expandLevel(tree, collapsed)) },
    { key: "]", label: t("trace.key-level"), run: () => setCollapsed(collapseAll(tree)) },
    { key: "[", label: t("trace.key-level"), run: () => setCollapsed(new Set()) },
    {
      key: "ArrowLeft",
      label: t("trace.key-level"),
      run: () =>
        activeNode?.kind === "span" &&
        activeNode.node.children.length > 0 &&
        !activeNode.collapsed &&
        toggle(activeNode.node.key),
    },
    {
      key: "ArrowRight",
      label: t("trace.key-level"),
      run: () => activeNode?.kind === "span" && activeNode.collapsed && toggle(activeNode.node.key),
    },
    { key: "Escape", label: t("trace.close"), run: () => change({ span: undefined }) },
  ]);
  // A deep link to a span shows it, wherever it stands in the list.
  const opened = useRef(false);
  useEffect(() => {
    if (opened.current || chosenId === null) return;
    opened.current = true;
    handle.current?.reveal(chosenId);
  }, [chosenId]);

  if (tree.order.length === 0) return <Gone trace={trace} zone={zone} />;

  const onFilter = (part: Partial<WaterfallFilter>): void => {
    const next = { ...filter, ...part };
    const hide = [next.errors ? "fine" : "", next.share > 0 ? "short" : ""].filter(Boolean).join(",");
    change({
      q: next.text === "" ? undefined : next.text,
      service: next.service ?? undefined,
      hide: hide === "" ? undefined : hide,
    });
  };
  const panel = chosen && (
    <SpanPanel
      key={chosen.key}
      node={chosen}
      trace={trace}
      zone={zone}
      sections={critical.get(chosen.key) ?? []}
      tab={address.tab ?? "attributes"}
      onTab={(tab) => change({ tab: tab === "attributes" ? undefined : tab })}
      onClose={address.span === undefined ? null : () => change({ span: undefined })}
    />
  );
  if (width === "narrow" && panel && address.span !== undefined) return <div className={classes.alone}>{panel}</div>;
  const pick = (share: number): void => {
    const at = share * lengthMs;
    const nearest = spanRows.reduce<{ id: string; off: number } | null>((best, row) => {
      const off = row.kind === "span" ? Math.abs(row.node.span.offsetMs - at) : Number.POSITIVE_INFINITY;
      return best === null || off < best.off ? { id: row.id, off } : best;
    }, null);
    if (nearest) go(nearest.id, false);
  };

  return (
    <Panes detail={width === "narrow" ? null : panel} detailWidth={356}>
      <div className={classes.screen} data-hidden={hidden.length || undefined}>
        <Header
          trace={trace}
          tree={tree}
          errors={errors.length}
          shown={laid.shown}
          services={services}
          zone={zone}
          filter={filter}
          onFilter={onFilter}
          field={field}
        />
        <BusinessLane trace={trace} zone={zone} narrow={phone} />
        <Minimap tree={tree} lengthMs={lengthMs} hues={hues} errors={errors.length} onPick={pick} />
        {laid.rows.length === 0 ? (
          <EmptyState title={t("trace.none-match")} why={t("trace.none-match-why", { n: tree.order.length })} />
        ) : (
          <VirtualRows
            label={t("trace.list")}
            items={items}
            active={active}
            selected={chosenId}
            onActive={setActive}
            onOpen={(rowId) => {
              const span = spanOf(rowId);
              if (span !== undefined) change({ span }, width === "narrow");
            }}
            handle={handle}
            head={
              <div className={`${lines.line} ${lines.headLine}`}>
                <span role="columnheader" className={lines.name} style={{ paddingInlineStart: 20 }}>
                  {t("trace.head-name")}
                </span>
                <span role="columnheader" className={lines.time} aria-label={t("trace.head-time")}>
                  {ticks
                    .filter((at) => at / lengthMs < 0.95)
                    .map((at) => (
                      <span key={at} className={`${lines.tick} num`} style={{ left: `${(at / lengthMs) * 100}%` }}>
                        {at === 0
                          ? "0"
                          : took(at)
                              .replace(/\.0+ /, " ")
                              .replace(/(\.\d*?)0+ /, "$1 ")}
                      </span>
                    ))}
                </span>
              </div>
            }
            foot={
              <div className={classes.notes}>
                {notes.map((note) => (
                  <NoteLine key={note.kind} note={note} />
                ))}
              </div>
            }
            render={(item) => {
              const row = byId.get(item.id);
              return row ? (
                <Line
                  row={row}
                  lengthMs={lengthMs}
                  zone={zone}
                  hues={hues}
                  critical={critical}
                  ticks={ticks}
                  onToggle={toggle}
                />
              ) : null;
            }}
          />
        )}
        <footer className={classes.foot}>
          <ul className={classes.legend} aria-label={t("trace.legend")}>
            {services.slice(0, 8).map((service) => (
              <li key={service}>
                <span style={{ background: hueColour(hues.get(service)) }} aria-hidden="true" />
                {service}
              </li>
            ))}
            <li>
              <i aria-hidden="true" />
              {t("trace.critical")}
            </li>
          </ul>
          <KeyLegend />
        </footer>
      </div>
    </Panes>
  );
}
