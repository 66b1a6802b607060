import { keepPreviousData, useQuery } from "@tanstack/react-query";
import type { LearningRow } from "../../../server/wire/index.ts";
import { useAddress } from "../../app/address.ts";
import { full, percent } from "../../app/format.ts";
import { errorsSearch } from "../../app/url.ts";
import { api, namesOf, problemOf, query, useFeed, useNetwork, useNow } from "../../live/index.ts";
import { Choice } from "../../widgets/Choice.tsx";
import { EmptyState } from "../../widgets/EmptyState.tsx";
import { useKeys } from "../../widgets/keys.ts";
import { ErrorBar } from "../../widgets/Notice.tsx";
import { Panes, useWidth } from "../../widgets/Panes.tsx";
import { SkeletonRows } from "../../widgets/Skeleton.tsx";
import classes from "./errors.module.css";
import { Faults } from "./Faults.tsx";
import { type Fault, faultsOf, inOrder, type Mode, modes, type WindowName, windows } from "./model.ts";
import { Panel } from "./Panel.tsx";
import { Teams } from "./Teams.tsx";
import { t } from "./words.ts";

const each = 15_000;
const spans = Object.keys(windows) as readonly WindowName[];

/** Errors: which new or growing fault explains most of the queue, and which are only noise. */
export function Screen() {
  const [address, change] = useAddress(errorsSearch);
  const names = namesOf(useNetwork());
  const now = useNow(1000);
  const width = useWidth();
  const mode: Mode = address.mode ?? "growing";
  const span: WindowName = spans.find((one) => one === address.window) ?? "24h";
  const asked = useQuery({
    queryKey: ["learning", span],
    queryFn: ({ signal }) => {
      const from = new Date(Math.floor((now - windows[span]) / 60_000) * 60_000).toISOString();
      return api<LearningRow>(`/learning${query({ from })}`, { signal });
    },
    refetchInterval: each,
    placeholderData: keepPreviousData,
  });
  const causes = useFeed("causes", {}, { limit: 2000 });
  const site = address.site ?? null;
  const faults = inOrder(
    faultsOf(asked.data?.faults ?? [], causes.rows).filter(
      ({ row }) => site === null || row.warehouses.length === 0 || row.warehouses.includes(site),
    ),
    mode,
  );
  const chosen = faults.find(({ row }) => row.id === address.fault) ?? null;
  const problem = asked.error === null ? null : problemOf(asked.error);

  const choose = (fault: Fault | undefined): void => {
    if (fault === undefined) return;
    change({ fault: fault.row.id });
    document.querySelector<HTMLElement>(`[data-fault="${CSS.escape(fault.row.id)}"]`)?.focus();
  };
  const move = (by: number): void => {
    const at = faults.findIndex(({ row }) => row.id === address.fault);
    choose(faults[Math.max(0, Math.min(faults.length - 1, at + by))]);
  };
  useKeys([
    { key: "j", label: t("errors.key-move"), run: () => move(1) },
    { key: "k", label: t("errors.key-move"), run: () => move(-1) },
    { key: "Escape", label: t("errors.key-close"), run: () => change({ fault: undefined }) },
  ]);

  const panel = chosen && <Panel fault={chosen} names={names} onClose={() => change({ fault: undefined })} />;
  if (width === "narrow" && panel !== null) return panel;
  return (
    <Panes detail={panel} detailWidth={392}>
      <div className={classes.page}>
        <header className={classes.head}>
          <h1 className={classes.title}>{t("errors.title")}</h1>
          {asked.data && (
            <p className={classes.lead}>
              {t("errors.lead", {
                n: faults.length,
                span: t(`errors.${span}`),
                open: faults.filter(({ cause }) => cause !== null).length,
              })}
            </p>
          )}
          <div className={classes.tools}>
            <Choice
              label={t("errors.mode")}
              value={mode}
              onChange={(value) => change({ mode: value === "growing" ? undefined : value })}
              options={modes.map((one) => ({ value: one, label: t(`errors.${one}`) }))}
            />
            <Choice
              label={t("errors.window")}
              value={span}
              onChange={(value) => change({ window: value === "24h" ? undefined : value })}
              options={spans.map((one) => ({ value: one, label: t(`errors.${one}`) }))}
            />
          </div>
        </header>
        {asked.data && faults.length > 0 && <Headline data={asked.data} faults={faults} mode={mode} />}
        {problem && (
          <ErrorBar
            title={t("errors.failed", { why: problem.detail ?? problem.title })}
            id={problem.errorId}
            onRetry={() => void asked.refetch()}
          />
        )}
        {asked.data?.countedFrom && (
          <p className={classes.faint}>{t("errors.counted", { at: full(asked.data.countedFrom, names.zone(null)) })}</p>
        )}
        {asked.isPending ? (
          <SkeletonRows rows={8} height={60} />
        ) : faults.length === 0 ? (
          problem === null && <EmptyState title={t("errors.empty")} why={t("errors.empty-why")} />
        ) : (
          <div className={classes.frame}>
            <Faults
              faults={faults}
              mode={mode}
              span={t(`errors.${span}`)}
              names={names}
              now={now}
              chosen={chosen?.row.id ?? null}
              onChoose={(id) => change({ fault: id })}
            />
          </div>
        )}
        {mode === "noise" && asked.data && <Teams data={asked.data} names={names} />}
      </div>
    </Panes>
  );
}

/** The finding in one sentence. */
function Headline({
  data,
  faults,
  mode,
}: {
  readonly data: LearningRow;
  readonly faults: readonly Fault[];
  readonly mode: Mode;
}) {
  if (mode === "noise") {
    const { healedShare, notReal } = data.whole;
    return healedShare === null ? null : (
      <p className={classes.headline}>{t("errors.head-noise", { share: percent(healedShare, 0), unreal: notReal })}</p>
    );
  }
  const fresh = faults.filter(({ change }) => change === "new");
  const held = fresh.reduce((sum, { cause }) => sum + (cause?.held.objects ?? 0), 0);
  return (
    <p className={classes.headline}>
      {fresh.length === 0 ? t("errors.head-calm") : t("errors.head-new", { n: fresh.length, held })}
    </p>
  );
}
