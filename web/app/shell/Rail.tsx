import { IconArrowsExchange2, IconInbox, IconPlugConnected, IconSearch, IconTimelineEvent } from "@tabler/icons-react";
import { Link, useRouterState } from "@tanstack/react-router";
import { useStatus } from "../../live/index.ts";
import { Mark } from "../../widgets/Mark.tsx";
import { count } from "../format.ts";
import { t, type WordId } from "../words.ts";
import classes from "./Shell.module.css";

type Place = {
  readonly to: "/queue" | "/find" | "/sync" | "/traces" | "/connect";
  readonly word: WordId;
  readonly icon: typeof IconInbox;
  readonly also?: readonly string[];
  readonly rule?: true;
};

const places: readonly Place[] = [
  { to: "/queue", word: "nav.queue", icon: IconInbox, also: ["/x/"] },
  { to: "/find", word: "nav.find", icon: IconSearch, also: ["/o/"] },
  { to: "/sync", word: "nav.sync", icon: IconArrowsExchange2 },
  { to: "/traces", word: "nav.traces", icon: IconTimelineEvent, also: ["/trace/"], rule: true },
  { to: "/connect", word: "nav.connect", icon: IconPlugConnected },
];

/** Where one can go: the rail at the left, the bar at the bottom of a phone. */
export function Rail() {
  const path = useRouterState({ select: (state) => state.location.pathname });
  const open = useStatus()?.open ?? 0;
  return (
    <nav className={classes.rail} aria-label={t("nav.label")}>
      <Link to="/queue" className={classes.mark} aria-label={t("app.name")} tabIndex={-1}>
        <Mark size={30} />
      </Link>
      {places.map(({ to, word, icon: Icon, also, rule }) => {
        const here = path === to || (also?.some((start) => path.startsWith(start)) ?? false);
        return (
          <div key={to} className={classes.list}>
            {rule && <span className={classes.rule} aria-hidden="true" />}
            <Link to={to} className={classes.entry} data-here={here} aria-current={here ? "page" : undefined}>
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
    </nav>
  );
}
