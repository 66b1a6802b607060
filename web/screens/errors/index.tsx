import { Button } from "@mantine/core";
import { IconGitMerge } from "@tabler/icons-react";
import { useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import type { ErrorGroupRow, ErrorsRow, GroupingRule } from "../../../server/wire/index.ts";
import { useAddress } from "../../app/address.ts";
import { oldSaid } from "../../app/format/old.ts";
import { full, percent, time } from "../../app/format.ts";
import { errorsSearch } from "../../app/url.ts";
import { namesOf, problemOf, useFreshness, useNetwork, useNow } from "../../live/index.ts";
import { Choice } from "../../widgets/Choice.tsx";
import { EmptyState } from "../../widgets/EmptyState.tsx";
import { useKeys } from "../../widgets/keys.ts";
import { ErrorBar } from "../../widgets/Notice.tsx";
import { OldNotice } from "../../widgets/OldNotice.tsx";
import { Panes, useWidth } from "../../widgets/Panes.tsx";
import { SkeletonRows } from "../../widgets/Skeleton.tsx";
import { Draft } from "./Draft.tsx";
import classes from "./errors.module.css";
import { Faults } from "./Faults.tsx";
import { Foot } from "./Foot.tsx";
import { inOrder, type Mode, merged, modes, ruleOf, type WindowName, windows } from "./model.ts";
import { Panel } from "./Panel.tsx";
import { Teams } from "./Teams.tsx";
import { useAttributes, useErrors } from "./useErrors.ts";
import { t } from "./words.ts";

const spans = Object.keys(windows) as readonly WindowName[];

/** Errors: which new or growing fault explains most of the queue, what changed before it, and how faults are told apart. */
export function Screen() {
  const [address, change] = useAddress(errorsSearch);
  const navigate = useNavigate();
  const network = useNetwork();
  const names = namesOf(network);
  const now = useNow(1000);
  const fresh = useFreshness();
  const width = useWidth();
  const mode: Mode = address.mode ?? "growing";
  const span: WindowName = spans.find((one) => one === address.window) ?? "24h";
  const asked = useErrors(span);
  const [picked, setPicked] = useState<ReadonlySet<string>>(new Set());
  const [draft, setDraft] = useState<{ readonly rule: GroupingRule; readonly of: string | null } | null>(null);
  const site = address.site ?? null;
  const rows = inOrder(
    (asked.data?.groups ?? []).filter(
      ({ warehouses }) => site === null || warehouses.length === 0 || warehouses.includes(site),
    ),
    mode,
  );
  const chosen = rows.find(({ id }) => id === address.fault) ?? null;
  const attributes = useAttributes(chosen?.id ?? null, span);
  const problem = asked.error === null ? null : problemOf(asked.error);
  const declared = new Set(network?.systems.map(({ id }) => id));
  const chosenToMerge = rows.filter(({ id }) => picked.has(id));

  const choose = (row: ErrorGroupRow | undefined): void => {
    if (row === undefined) return;
    change({ fault: row.id });
    document.querySelector<HTMLElement>(`[data-fault="${CSS.escape(row.id)}"]`)?.focus();
  };
  const move = (by: number): void => {
    const at = rows.findIndex(({ id }) => id === address.fault);
    choose(rows[Math.max(0, Math.min(rows.length - 1, at + by))]);
  };
  const pick = (id: string): void => {
    const next = new Set(picked);
    if (!next.delete(id)) next.add(id);
    setPicked(next);
  };
  const merge = (): void => {
    if (asked.data !== undefined && chosenToMerge.length > 1)
      setDraft({ rule: merged(chosenToMerge, asked.data, declared), of: null });
  };
  const edit = (split: boolean): void => {
    if (asked.data === undefined || chosen === null) return;
    const by = split ? (attributes.data?.splits[0]?.name ?? null) : null;
    setDraft({ rule: ruleOf(chosen, asked.data, declared, by), of: chosen.id });
  };
  const close = (): void => (draft === null ? change({ fault: undefined }) : setDraft(null));
  const open = (): void => {
    const cause = chosen?.causes[0];
    if (cause !== undefined) void navigate({ to: "/queue", search: { cause: cause.id } });
  };
  useKeys([
    { key: "j", label: t("errors.key-move"), run: () => move(1) },
    { key: "k", label: t("errors.key-move"), run: () => move(-1) },
    { key: "x", label: t("errors.key-pick"), run: () => chosen !== null && pick(chosen.id) },
    { key: "m", label: t("errors.key-merge"), run: merge },
    { key: "s", label: t("errors.key-split"), run: () => edit(true) },
    { key: "Enter", label: t("errors.key-open"), run: open },
    { key: "Escape", label: t("errors.key-close"), run: close },
  ]);

  const panel =
    draft !== null ? (
      <Draft
        key={JSON.stringify(draft)}
        draft={draft.rule}
        splits={draft.of !== null && draft.of === attributes.data?.group ? attributes.data.splits : null}
        file={asked.data?.file ?? null}
        names={names}
        now={now}
        onDrop={() => setDraft(null)}
      />
    ) : (
      chosen && (
        <Panel
          key={chosen.id}
          row={chosen}
          attributes={attributes}
          names={names}
          onClose={close}
          onChange={() => edit(false)}
          onSplit={() => edit(true)}
        />
      )
    );
  if (width === "narrow" && panel !== null) return panel;
  return (
    <Panes detail={panel} detailWidth={392}>
      <div className={classes.page}>
        {problem === null && <OldNotice said={oldSaid(fresh, now, names.zone(address.site))} />}
        <header className={classes.head}>
          <h1 className={classes.title}>{t("errors.title")}</h1>
          {asked.data && (
            <p className={classes.lead}>
              {t("errors.lead", {
                n: rows.length,
                span: t(`errors.${span}`),
                open: rows.filter((row) => row.open > 0).length,
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
            <Button
              variant="default"
              disabled={chosenToMerge.length < 2}
              leftSection={<IconGitMerge size={15} stroke={1.8} aria-hidden="true" />}
              onClick={merge}
            >
              {t("errors.merge", { n: chosenToMerge.length })}
            </Button>
          </div>
        </header>
        {asked.data && rows.length > 0 && <Headline data={asked.data} rows={rows} mode={mode} />}
        {problem && (
          <ErrorBar
            title={
              asked.data === undefined
                ? t("errors.failed", { why: problem.detail ?? problem.title })
                : t("errors.stale", {
                    at: time(asked.data.to, names.zone(null)),
                    why: problem.detail ?? problem.title,
                  })
            }
            id={problem.errorId}
            onRetry={() => void asked.refetch()}
          />
        )}
        {asked.data?.countedFrom && (
          <p className={classes.faint}>{t("errors.counted", { at: full(asked.data.countedFrom, names.zone(null)) })}</p>
        )}
        {asked.isPending ? (
          <SkeletonRows rows={8} height={60} />
        ) : rows.length === 0 ? (
          problem === null && <EmptyState title={t("errors.empty")} why={t("errors.empty-why")} />
        ) : (
          <>
            <div className={classes.frame}>
              <Faults
                rows={rows}
                mode={mode}
                span={t(`errors.${span}`)}
                names={names}
                now={now}
                chosen={chosen?.id ?? null}
                onChoose={(id) => {
                  setDraft(null);
                  change({ fault: id });
                }}
                picked={picked}
                onPick={pick}
              />
            </div>
            {asked.data && <Foot rows={rows} held={asked.data.held} all={site === null} names={names} now={now} />}
          </>
        )}
        {mode === "noise" && asked.data && <Teams data={asked.data} names={names} />}
      </div>
    </Panes>
  );
}

/** The finding in one sentence. */
function Headline({
  data,
  rows,
  mode,
}: {
  readonly data: ErrorsRow;
  readonly rows: readonly ErrorGroupRow[];
  readonly mode: Mode;
}) {
  if (mode === "noise") {
    const { healedShare, notReal } = data.whole;
    return healedShare === null ? null : (
      <p className={classes.headline}>{t("errors.head-noise", { share: percent(healedShare, 0), unreal: notReal })}</p>
    );
  }
  const fresh = rows.filter((row) => row.change === "new");
  const held = fresh.reduce((sum, row) => sum + row.held.objects, 0);
  return (
    <p className={classes.headline}>
      {fresh.length === 0
        ? t("errors.head-calm")
        : t("errors.head-new", { n: fresh.length, held, of: data.held.objects })}
    </p>
  );
}
