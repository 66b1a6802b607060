import { Link } from "@tanstack/react-router";
import { useState } from "react";
import type { RuleProposal } from "../../../server/wire/index.ts";
import { useAddress } from "../../app/address.ts";
import { dayKey } from "../../app/format.ts";
import { routingSearch, routingTabs } from "../../app/url.ts";
import { namesOf, problemOf, useNetwork, useNow } from "../../live/index.ts";
import { useKeys } from "../../widgets/keys.ts";
import { ErrorBar } from "../../widgets/Notice.tsx";
import { Panes, useWidth } from "../../widgets/Panes.tsx";
import { SkeletonRows } from "../../widgets/Skeleton.tsx";
import { Tabs } from "../../widgets/Tabs.tsx";
import { Coverage } from "./Coverage.tsx";
import { Change, WriteRule } from "./Draft.tsx";
import { DryRun } from "./DryRun.tsx";
import { Quiets } from "./Quiets.tsx";
import { Rota } from "./Rota.tsx";
import { Rules } from "./Rules.tsx";
import classes from "./routing.module.css";
import { Suggestions } from "./Suggestions.tsx";
import { useDryRun, useRouting, useSuggestions } from "./useRouting.ts";
import { Why } from "./Why.tsx";
import { t } from "./words.ts";

type TabId = (typeof routingTabs)[number];

/** Routing: ordered rules, why something went where it went, who has it now, and what other rules would have changed. */
export function Screen() {
  const [search, change] = useAddress(routingSearch);
  const network = useNetwork();
  const names = namesOf(network);
  const now = useNow(1000);
  const width = useWidth();
  const zone = names.zone(search.site ?? null);
  const from = Date.parse(`${search.week ?? dayKey(now, zone)}T12:00:00Z`);
  const routing = useRouting(from - 86_400_000);
  const suggestions = useSuggestions();
  const trial = useDryRun();
  const [draft, setDraft] = useState<RuleProposal | null>(null);

  const wide = width === "wide";
  const tabs: readonly TabId[] = wide ? routingTabs.filter((one) => one !== "rules") : routingTabs;
  const tab: TabId = tabs.find((one) => one === search.tab) ?? (search.x === undefined ? (tabs[0] ?? "why") : "why");
  const use = (rule: RuleProposal | null): void => {
    trial.forget();
    setDraft(rule);
  };
  useKeys([
    {
      key: "]",
      label: t("routing.key-tab"),
      run: () => change({ tab: tabs[(tabs.indexOf(tab) + 1) % tabs.length] }),
    },
  ]);

  const data = routing.data;
  const problem = routing.error === null ? null : problemOf(routing.error);
  const rules =
    data === undefined ? (
      <SkeletonRows rows={6} height={52} />
    ) : (
      <>
        <Rules rules={data.rules} draft={draft} names={names} />
        <WriteRule network={network} onRule={use} />
      </>
    );
  const aside = data !== undefined && (
    <div className={classes.aside}>
      <Coverage live={data.coverage} run={trial.run} />
      <DryRun draft={draft} trial={trial} names={names} zone={zone} now={now} />
      {draft !== null && (
        <Change key={JSON.stringify(draft)} draft={draft} file={data.file} names={names} onDrop={() => use(null)} />
      )}
    </div>
  );
  const head = (
    <header className={classes.head}>
      <h1>
        <Link to="/connect" className="reach">
          {t("routing.connect")}
        </Link>
        <span>{t("routing.title")}</span>
        {draft !== null && <span className={classes.draft}>{t("routing.draft")}</span>}
      </h1>
      <p>{t("routing.lead")}</p>
    </header>
  );
  const panel = (id: string) => {
    switch (id) {
      case "rules":
        return <div className={classes.pane}>{rules}</div>;
      case "rota":
        return (
          <Rota
            teams={data?.teams ?? []}
            from={from}
            now={now}
            zone={zone}
            onFrom={(at) => change({ week: at === undefined ? undefined : new Date(at).toISOString().slice(0, 10) })}
          />
        );
      case "suggestions":
        return <Suggestions asked={suggestions} names={names} zone={zone} now={now} onTry={use} />;
      case "quiet":
        return <Quiets network={network} names={names} zone={zone} now={now} />;
      default:
        return (
          <Why
            key={search.x ?? ""}
            rules={data?.rules ?? []}
            draft={draft}
            network={network}
            names={names}
            now={now}
            exception={search.x}
            onException={(x) => change({ x }, true)}
          />
        );
    }
  };
  return (
    <Panes
      side={
        wide ? (
          <div className={classes.side}>
            {head}
            {rules}
          </div>
        ) : null
      }
      sideWidth={404}
      detail={width === "narrow" ? null : aside}
      detailWidth={356}
    >
      <div className={classes.page}>
        {!wide && head}
        {problem !== null && (
          <ErrorBar
            title={t("routing.failed", { why: problem.detail ?? problem.title })}
            id={problem.errorId}
            onRetry={() => void routing.refetch()}
          />
        )}
        <Tabs
          label={t("routing.tabs")}
          value={tab}
          onChange={(id) => change({ tab: tabs.find((one) => one === id) })}
          tabs={tabs.map((id) => ({
            id,
            label: t(`routing.tab-${id}`),
            ...(id === "suggestions" && (suggestions.data?.items.length ?? 0) > 0
              ? { count: suggestions.data?.items.length ?? 0 }
              : {}),
          }))}
        >
          {panel}
        </Tabs>
        {width === "narrow" && aside}
      </div>
    </Panes>
  );
}
