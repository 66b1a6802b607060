import { Button, Checkbox, Menu, NativeSelect } from "@mantine/core";
import { IconDownload } from "@tabler/icons-react";
import { Link, useNavigate, useParams } from "@tanstack/react-router";
import { lazy, Suspense, useMemo } from "react";
import { useAddress } from "../../app/address.ts";
import { oldSaid } from "../../app/format/old.ts";
import { time, when, zoneName } from "../../app/format.ts";
import { type FlowSearch, flowSearch } from "../../app/url.ts";
import { flowWord, t as frame } from "../../app/words.ts";
import {
  namesOf,
  oldSince,
  setPaused,
  useFreshness,
  useLive,
  useNetworkQuery,
  useNow,
  usePaused,
} from "../../live/index.ts";
import { Choice } from "../../widgets/Choice.tsx";
import { EmptyState } from "../../widgets/EmptyState.tsx";
import { useKeys } from "../../widgets/keys.ts";
import { ErrorBar } from "../../widgets/Notice.tsx";
import { OldNotice } from "../../widgets/OldNotice.tsx";
import { useMedia } from "../../widgets/Panes.tsx";
import { SkeletonRows } from "../../widgets/Skeleton.tsx";
import { Figures } from "./Figures.tsx";
import classes from "./flow.module.css";
import { Headline } from "./Headline.tsx";
import { Legend } from "./Legend.tsx";
import { type FlowWindow, flowWindows } from "./model.ts";
import { OverTime } from "./OverTime.tsx";
import { StepsList } from "./StepsList.tsx";
import { StepsTable } from "./StepsTable.tsx";
import { type SaveForm, useFlow, useSaving } from "./useFlow.ts";
import { t } from "./words.ts";

// What draws the map is heavy: a phone and a table do without it.
const FlowMap = lazy(() => import("./Map.tsx").then(({ FlowMap: Drawn }) => ({ default: Drawn })));
const saveForms: readonly SaveForm[] = ["csv", "xlsx"];

/** Flow: at which step between the systems things pile up. */
export function Screen() {
  const [search, change] = useAddress(flowSearch);
  const { process } = useParams({ strict: false }) as { readonly process?: string };
  const navigate = useNavigate();
  const asked = useNetworkQuery();
  const network = asked.data;
  const names = useMemo(() => namesOf(network), [network]);
  const { link } = useLive();
  const now = useNow(1000);
  const paused = usePaused();
  const fresh = useFreshness();
  const narrow = useMedia("(max-width: 48em)");
  const flows = network?.flows.map(({ id }) => id) ?? [];
  const flow = process ?? flows[0];
  const known = flow !== undefined && flows.includes(flow);
  const window: FlowWindow = flowWindows.find((one) => one === search.window) ?? "24h";
  const view = search.view ?? "map";
  const bySite = search.by === "site";
  const question = { flow: flow ?? "", site: search.site, window };
  const { row, loading, problem, again } = useFlow(known ? question : null);
  const saving = useSaving(question, bySite && view === "table");
  const overTimeOf = (
    row?.steps.find(({ id }) => id === search.step) ??
    row?.steps.find(({ id }) => id === row.worst) ??
    row?.steps[0]
  )?.id;
  const old = oldSince(fresh, now);
  const zone = names.zone(search.site);

  const show = (to: "map" | "table"): void => change({ view: to === "map" ? undefined : to });
  useKeys([
    { key: "v", label: t("flow.key-view"), run: () => show(view === "map" ? "table" : "map") },
    { key: "p", label: t("flow.key-pause"), run: () => setPaused(paused === null ? link.now() : null) },
  ]);
  const go = (to: string): void => {
    const { step: _, ...rest }: FlowSearch = search;
    void navigate({ to: "/flow/$process", params: { process: to }, search: rest });
  };

  return (
    <div className={classes.scroll}>
      <div className={classes.page} data-old={old !== null || undefined}>
        <OldNotice said={oldSaid(fresh, now, zone)} />
        <header className={classes.head}>
          <div className={classes.titles}>
            <h1>{known ? flowWord(flow) : t("flow.title")}</h1>
            {row !== null && (
              <span className="num">
                {old === null
                  ? t("flow.lead", { from: when(row.from, now, zone), zone: zoneName(zone, row.from) })
                  : frame("old.as-of", { at: time(old, zone) })}
              </span>
            )}
          </div>
          {flows.length > 0 && (
            <div className={classes.tools}>
              <NativeSelect
                aria-label={t("flow.choose")}
                value={flow}
                onChange={(event) => go(event.currentTarget.value)}
                data={flows.map((one) => ({ value: one, label: flowWord(one) }))}
              />
              <Choice
                label={t("flow.window")}
                value={window}
                onChange={(value) => change({ window: value === "24h" ? undefined : value })}
                options={flowWindows.map((one) => ({ value: one, label: t(`flow.${one}`) }))}
              />
              <Choice
                label={t("flow.view")}
                value={view}
                onChange={show}
                options={[
                  { value: "map", label: t(narrow ? "flow.view-list" : "flow.view-map") },
                  { value: "table", label: t("flow.view-table") },
                ]}
              />
              {view === "table" && (
                <Checkbox
                  label={t("flow.by-site")}
                  checked={bySite}
                  onChange={(event) => change({ by: event.currentTarget.checked ? "site" : undefined })}
                />
              )}
              <Menu position="bottom-end" width={200} withinPortal>
                <Menu.Target>
                  <Button
                    variant="default"
                    disabled={row === null}
                    loading={saving.busy}
                    leftSection={<IconDownload size={16} stroke={1.8} aria-hidden="true" />}
                  >
                    {t("flow.save")}
                  </Button>
                </Menu.Target>
                <Menu.Dropdown>
                  <Menu.Label>{t("flow.save-what")}</Menu.Label>
                  {saveForms.map((form) => (
                    <Menu.Item key={form} onClick={() => saving.save(form)}>
                      {t(`flow.save-${form}`)}
                    </Menu.Item>
                  ))}
                </Menu.Dropdown>
              </Menu>
            </div>
          )}
        </header>
        <p className={classes.said} role="status">
          {saving.saved === "" ? "" : t("flow.saved", { file: saving.saved })}
        </p>
        {saving.failed !== null && (
          <ErrorBar
            title={t("flow.save-failed", { why: saving.failed.why })}
            onRetry={() => saving.failed !== null && saving.save(saving.failed.form)}
          />
        )}
        {problem !== null && (
          <ErrorBar
            title={t("flow.failed", { why: problem.detail ?? problem.title })}
            id={problem.errorId}
            onRetry={again}
          />
        )}
        {row === null ? (
          loading || asked.isPending ? (
            <SkeletonRows rows={6} height={74} />
          ) : flows.length === 0 ? (
            <EmptyState title={t("flow.empty")} why={t("flow.empty-open")}>
              <Link to="/connect" className="reach">
                {t("flow.connect")}
              </Link>
            </EmptyState>
          ) : (
            !known && (
              <EmptyState title={t("flow.unknown")} why={t("flow.unknown-why")}>
                <Button variant="default" onClick={() => go(flows[0] ?? "")}>
                  {t("flow.first", { flow: flowWord(flows[0] ?? "") })}
                </Button>
              </EmptyState>
            )
          )
        ) : (
          <>
            <Headline row={row} names={names} now={now} />
            <Figures row={row} window={window} />
            {view === "table" ? (
              <div className={classes.frame}>
                <StepsTable row={row} names={names} now={now} bySite={bySite} links />
              </div>
            ) : (
              <>
                <div className={`${classes.frame} ${classes.drawing}`}>
                  {narrow ? (
                    <StepsList row={row} network={network} names={names} />
                  ) : (
                    <Suspense fallback={<SkeletonRows rows={5} height={74} />}>
                      <FlowMap row={row} network={network} names={names} />
                    </Suspense>
                  )}
                  <Legend />
                </div>
                {overTimeOf !== undefined && (
                  <OverTime
                    key={overTimeOf}
                    row={row}
                    asked={question}
                    step={overTimeOf}
                    names={names}
                    now={now}
                    over={search.over}
                    onStep={(id) => change({ step: id })}
                    onOver={(id) => change({ over: id })}
                  />
                )}
                <div className={classes.spoken}>
                  <StepsTable row={row} names={names} now={now} bySite={false} links={false} />
                </div>
              </>
            )}
          </>
        )}
      </div>
    </div>
  );
}
