import { UnstyledButton } from "@mantine/core";
import {
  IconBellZ,
  IconBuildingWarehouse,
  IconClockHour3,
  IconUser,
  IconUserQuestion,
  IconUsersGroup,
} from "@tabler/icons-react";
import { Link } from "@tanstack/react-router";
import { type QueueSearch, queueViews } from "../../app/url.ts";
import { namesOf, useNetwork, useStatus } from "../../live/index.ts";
import { Keycap } from "../../widgets/Keycap.tsx";
import { SavedViews } from "./SavedViews.tsx";
import { useCounts } from "./useCounts.ts";
import { ViewCount } from "./ViewCount.tsx";
import classes from "./Views.module.css";
import { say } from "./words.ts";

const icons = { due: IconClockHour3, mine: IconUser, nobody: IconUserQuestion, parked: IconBellZ } as const;

/** The list of views at the left: my work, sites, teams, each with its count. */
export function Views({ search, onHelp }: { readonly search: QueueSearch; readonly onHelp: () => void }) {
  const counts = useCounts(search);
  const status = useStatus();
  const network = useNetwork();
  const names = namesOf(network);
  const view = search.view ?? "due";
  const bySite = new Map(status?.byWarehouse.map((one) => [one.warehouse, one]));
  const sites = [...new Set([...(network?.warehouses.map((one) => one.id) ?? []), ...bySite.keys()])];
  const teams = status?.byTeam.filter((one) => one.open > 0).sort((a, b) => b.open - a.open) ?? [];
  return (
    <nav className={classes.views} aria-label={say("queue.views")}>
      <h2 className={classes.head}>{say("queue.my-work")}</h2>
      {queueViews.map((id) => {
        const Icon = icons[id];
        return (
          <Link
            key={id}
            to="/queue"
            search={{
              ...search,
              view: id === "due" ? undefined : id,
              owner: undefined,
              cause: undefined,
              x: undefined,
            }}
            className={classes.view}
            aria-current={id === view ? "page" : undefined}
          >
            <Icon size={17} stroke={1.8} aria-hidden="true" />
            <span>{say(`queue.view.${id}`)}</span>
            <ViewCount n={counts[id]} />
          </Link>
        );
      })}
      {sites.length > 0 && <h2 className={classes.head}>{say("queue.sites")}</h2>}
      {sites.map((id) => {
        const found = bySite.get(id);
        const here = search.site === id;
        return (
          <Link
            key={id}
            to="/queue"
            search={{ ...search, site: here ? undefined : id, cause: undefined, x: undefined }}
            className={classes.view}
            aria-current={here ? "true" : undefined}
            title={names.site(id)}
          >
            <IconBuildingWarehouse size={17} stroke={1.8} aria-hidden="true" />
            <span>{id}</span>
            <ViewCount n={found?.open ?? 0} critical={found?.critical ?? 0} />
          </Link>
        );
      })}
      {teams.length > 0 && <h2 className={classes.head}>{say("queue.teams")}</h2>}
      {teams.map(({ team, open }) => {
        const here = search.team === team;
        return (
          <Link
            key={team}
            to="/queue"
            search={{ ...search, team: here ? undefined : team, cause: undefined, x: undefined }}
            className={classes.view}
            aria-current={here ? "true" : undefined}
          >
            <IconUsersGroup size={17} stroke={1.8} aria-hidden="true" />
            <span>{names.team(team)}</span>
            <ViewCount n={open} />
          </Link>
        );
      })}
      <SavedViews search={search} />
      <UnstyledButton className={classes.help} onClick={onHelp} aria-keyshortcuts="?">
        {say("queue.shortcuts")}
        <Keycap of="?" />
      </UnstyledButton>
    </nav>
  );
}
