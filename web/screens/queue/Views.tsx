import { Menu, UnstyledButton } from "@mantine/core";
import {
  IconBellZ,
  IconBuildingWarehouse,
  IconCheck,
  IconChevronDown,
  IconClockHour3,
  IconUser,
  IconUserQuestion,
  IconUsersGroup,
} from "@tabler/icons-react";
import { Link } from "@tanstack/react-router";
import { count } from "../../app/format.ts";
import { type QueueSearch, type QueueView, queueViews } from "../../app/url.ts";
import { namesOf, useFeed, useMe, useNetwork, useStatus } from "../../live/index.ts";
import { Keycap } from "../../widgets/Keycap.tsx";
import { SeverityGlyph } from "../../widgets/Severity.tsx";
import { feedFilter } from "./filter.ts";
import classes from "./Views.module.css";
import { say } from "./words.ts";

const icons = { due: IconClockHour3, mine: IconUser, nobody: IconUserQuestion, parked: IconBellZ } as const;

/** How many rows each view has in the scope. */
function useCounts(search: QueueSearch): Readonly<Record<QueueView, number>> {
  const me = useMe()?.name ?? "";
  const enabled = me !== "";
  const scope = search.site === undefined ? {} : { site: search.site };
  const total = (view: QueueView): number =>
    // biome-ignore lint/correctness/useHookAtTopLevel: always the same four, in the same order
    useFeed("exceptions", feedFilter({ ...scope, view }, me), { limit: 1, enabled }).total;
  return { due: total("due"), mine: total("mine"), nobody: total("nobody"), parked: total("parked") };
}

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
            search={{ ...search, view: id === "due" ? undefined : id, owner: undefined, x: undefined }}
            className={classes.view}
            aria-current={id === view ? "page" : undefined}
          >
            <Icon size={17} stroke={1.8} aria-hidden="true" />
            <span>{say(`queue.view.${id}`)}</span>
            <Count n={counts[id]} />
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
            search={{ ...search, site: here ? undefined : id, x: undefined }}
            className={classes.view}
            aria-current={here ? "true" : undefined}
            title={names.site(id)}
          >
            <IconBuildingWarehouse size={17} stroke={1.8} aria-hidden="true" />
            <span>{id}</span>
            <Count n={found?.open ?? 0} critical={found?.critical ?? 0} />
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
            search={{ ...search, team: here ? undefined : team, x: undefined }}
            className={classes.view}
            aria-current={here ? "true" : undefined}
          >
            <IconUsersGroup size={17} stroke={1.8} aria-hidden="true" />
            <span>{names.team(team)}</span>
            <Count n={open} />
          </Link>
        );
      })}
      <UnstyledButton className={classes.help} onClick={onHelp} aria-keyshortcuts="?">
        {say("queue.shortcuts")}
        <Keycap of="?" />
      </UnstyledButton>
    </nav>
  );
}

function Count({ n, critical = 0 }: { readonly n: number; readonly critical?: number }) {
  if (n === 0) return <span className={classes.zero}>{say("queue.zero")}</span>;
  return (
    <span className={`${classes.count} num`} data-critical={critical > 0 || undefined}>
      {critical > 0 && (
        <>
          <SeverityGlyph level="critical" size={14} />
          <span className={classes.read}>{say("queue.critical-of", { n: critical })}, </span>
        </>
      )}
      {count(n)}
    </span>
  );
}

/** The same choice as a menu, where there is no room for the list. */
export function ViewMenu({
  search,
  onView,
}: {
  readonly search: QueueSearch;
  readonly onView: (view: QueueView) => void;
}) {
  const counts = useCounts(search);
  const view = search.view ?? "due";
  return (
    <Menu position="bottom-start" width={220} withinPortal>
      <Menu.Target>
        <UnstyledButton className={classes.menu}>
          {say(`queue.view.${view}`)}
          <IconChevronDown size={14} stroke={1.8} aria-hidden="true" />
        </UnstyledButton>
      </Menu.Target>
      <Menu.Dropdown>
        {queueViews.map((id) => (
          <Menu.Item
            key={id}
            onClick={() => onView(id)}
            rightSection={id === view ? <IconCheck size={14} aria-hidden="true" /> : <Count n={counts[id]} />}
          >
            {say(`queue.view.${id}`)}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}
