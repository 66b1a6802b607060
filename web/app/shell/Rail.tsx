import { Menu, UnstyledButton } from "@mantine/core";
import {
  IconArrowsExchange2,
  IconBug,
  IconChartLine,
  IconDots,
  IconInbox,
  IconPlugConnected,
  IconReportMoney,
  IconRoute,
  IconSearch,
  IconTallymarks,
  IconTimelineEvent,
  IconTruckDelivery,
} from "@tabler/icons-react";
import { Link, useRouterState } from "@tanstack/react-router";
import { useStatus } from "../../live/index.ts";
import { Mark } from "../../widgets/Mark.tsx";
import { count } from "../format.ts";
import { t, type WordId } from "../words.ts";
import classes from "./Rail.module.css";

type Place = {
  readonly to:
    | "/tally"
    | "/queue"
    | "/departures"
    | "/find"
    | "/flow"
    | "/sync"
    | "/finance/aging"
    | "/exec"
    | "/errors"
    | "/traces"
    | "/connect";
  readonly word: WordId;
  readonly icon: typeof IconInbox;
  readonly also?: readonly string[];
  readonly rule?: true;
  /** Behind "More" where the rail is a bar of five. */
  readonly more?: true;
};

const places: readonly Place[] = [
  { to: "/tally", word: "nav.tally", icon: IconTallymarks, also: ["/tally/"] },
  { to: "/queue", word: "nav.queue", icon: IconInbox, also: ["/x/", "/hand-over"] },
  { to: "/departures", word: "nav.departures", icon: IconTruckDelivery, also: ["/departures/"] },
  { to: "/find", word: "nav.find", icon: IconSearch, also: ["/o/"] },
  { to: "/flow", word: "nav.flow", icon: IconRoute, also: ["/flow/"], more: true },
  { to: "/sync", word: "nav.sync", icon: IconArrowsExchange2, more: true },
  {
    to: "/finance/aging",
    word: "nav.postings",
    icon: IconReportMoney,
    also: ["/finance/close"],
    rule: true,
    more: true,
  },
  { to: "/exec", word: "nav.score", icon: IconChartLine, also: ["/exec/", "/partners"], more: true },
  { to: "/errors", word: "nav.errors", icon: IconBug, rule: true, more: true },
  { to: "/traces", word: "nav.traces", icon: IconTimelineEvent, also: ["/trace/"], more: true },
  { to: "/connect", word: "nav.connect", icon: IconPlugConnected, also: ["/routing"], more: true },
];

/** Where one can go: the rail at the left, the bar at the bottom of a phone. */
export function Rail() {
  const path = useRouterState({ select: (state) => state.location.pathname });
  const open = useStatus()?.open ?? 0;
  const isHere = ({ to, also }: Place): boolean =>
    path === to || (also?.some((start) => path.startsWith(start)) ?? false);
  return (
    <nav className={classes.rail} aria-label={t("nav.label")}>
      <Link to="/queue" className={classes.mark} aria-label={t("app.name")} tabIndex={-1}>
        <Mark size={30} />
      </Link>
      {places.map((place) => {
        const { to, word, icon: Icon, rule, more } = place;
        const here = isHere(place);
        return (
          <div key={to} className={classes.list}>
            {rule && <span className={classes.rule} aria-hidden="true" />}
            <Link
              to={to}
              className={classes.entry}
              data-here={here}
              data-more={more}
              aria-current={here ? "page" : undefined}
            >
              <Icon size={21} stroke={1.8} aria-hidden="true" />
              {t(word)}
              {to === "/queue" && open > 0 && (
                <span className={`${classes.badge} num`} aria-label={t("nav.open", { n: open })} role="img">
                  {open > 999 ? "999+" : count(open)}
                </span>
              )}
            </Link>
          </div>
        );
      })}
      <More here={places.some((place) => place.more === true && isHere(place))} />
    </nav>
  );
}

/** What the bar of a phone has no room for. */
function More({ here }: { readonly here: boolean }) {
  return (
    <Menu position="top-end" width={220} withinPortal>
      <Menu.Target>
        <UnstyledButton className={`${classes.entry} ${classes.more}`} data-here={here}>
          <IconDots size={21} stroke={1.8} aria-hidden="true" />
          {t("nav.more")}
        </UnstyledButton>
      </Menu.Target>
      <Menu.Dropdown>
        {places
          .filter((place) => place.more === true)
          .map(({ to, word, icon: Icon }) => (
            <Menu.Item
              key={to}
              component={Link}
              to={to}
              leftSection={<Icon size={18} stroke={1.8} aria-hidden="true" />}
            >
              {t(word)}
            </Menu.Item>
          ))}
      </Menu.Dropdown>
    </Menu>
  );
}
