import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import type { HandOverRow, PageOf } from "../../../server/wire/index.ts";
import { useAddress } from "../../app/address.ts";
import { handOverSearch } from "../../app/url.ts";
import { api, namesOf, problemOf, useNetwork, useNow } from "../../live/index.ts";
import { Choice } from "../../widgets/Choice.tsx";
import { EmptyState } from "../../widgets/EmptyState.tsx";
import { ErrorBar } from "../../widgets/Notice.tsx";
import { SkeletonRows } from "../../widgets/Skeleton.tsx";
import { Accept } from "./Accept.tsx";
import { Give } from "./Give.tsx";
import classes from "./handover.module.css";
import { t } from "./words.ts";

/** Hand-over: what one shift gives the next, accepted or handed over. */
export function Screen() {
  const [search, change] = useAddress(handOverSearch);
  const network = useNetwork();
  const names = namesOf(network);
  const now = useNow(1000);
  const queries = useQueryClient();
  const asked = useQuery({
    queryKey: ["hand-overs"],
    queryFn: ({ signal }) => api<PageOf<HandOverRow>>("/hand-overs", { signal }),
    refetchInterval: 10_000,
  });
  const items = asked.data?.items ?? [];
  const row = items.find(({ id }) => id === search.h) ?? items.find(({ waiting }) => waiting > 0) ?? null;
  const again = (): Promise<void> => queries.invalidateQueries({ queryKey: ["hand-overs"] });
  const problem = asked.error === null ? null : problemOf(asked.error);
  return (
    <div className={classes.screen}>
      <div className={classes.bar}>
        <Link to="/queue" className="reach">
          {t("over.queue")}
        </Link>
        <span>{t("over.title")}</span>
        <Choice
          label={t("over.views")}
          value={search.give === true ? "give" : "accept"}
          options={[
            { value: "accept", label: t("over.accept-view") },
            { value: "give", label: t("over.give-view") },
          ]}
          onChange={(value) => change({ give: value === "give" ? true : undefined }, true)}
        />
      </div>
      {problem !== null && (
        <ErrorBar
          title={t("over.failed", { why: problem.detail ?? problem.title })}
          id={problem.errorId}
          onRetry={() => void asked.refetch()}
        />
      )}
      {search.give === true ? (
        <Give
          network={network}
          names={names}
          now={now}
          team={search.team}
          onTeam={(team) => change({ team })}
          onDone={again}
        />
      ) : asked.data === undefined ? (
        problem === null && <SkeletonRows rows={4} height={110} />
      ) : row === null ? (
        <EmptyState title={t("over.nothing")} why={t("over.nothing-why")} good />
      ) : (
        <Accept
          key={row.id}
          row={row}
          others={items.filter(({ id }) => id !== row.id).slice(0, 10)}
          names={names}
          now={now}
          onOpen={(h) => change({ h }, true)}
          onDone={again}
        />
      )}
    </div>
  );
}
