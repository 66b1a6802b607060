import { useSearch } from "@tanstack/react-router";
import { namesOf, useFreshness, useLive, useNetwork, useNow, useSources } from "../../live/index.ts";
import { FreshnessChip } from "../../widgets/Chip.tsx";
import { duration, full, when } from "../format.ts";
import { t } from "../words.ts";
import classes from "./TopBar.module.css";

/** Our link to the server, and beside it the source that fell silent: they fail separately. */
export function Freshness() {
  const fresh = useFreshness();
  const site = useSearch({ strict: false }).site;
  const names = namesOf(useNetwork());
  const zone = names.zone(site);
  const now = useNow(1000);
  const { link } = useLive();
  switch (fresh.kind) {
    case "connecting":
      return <FreshnessChip kind="connecting" label={t("fresh.connecting")} />;
    case "offline":
      return (
        <FreshnessChip
          kind="offline"
          label={t("fresh.offline")}
          value={t("fresh.offline-value", { at: when(fresh.since, link.now(), zone) })}
        />
      );
    case "stale":
      return (
        <FreshnessChip
          kind="stale"
          label={t("fresh.stale")}
          value={t("fresh.stale-value", { at: when(fresh.lastAt, now, zone) })}
          title={full(fresh.lastAt, zone)}
        />
      );
    case "behind":
      return (
        <FreshnessChip
          kind="behind"
          label={t("fresh.behind")}
          value={t("fresh.behind-value", { by: duration(fresh.byMs) })}
        />
      );
    case "paused":
      return (
        <FreshnessChip
          kind="paused"
          label={t("fresh.paused")}
          value={t("fresh.paused-since", { at: when(fresh.since, now, zone) })}
        />
      );
    case "live":
      return (
        <>
          <FreshnessChip kind="live" label={t("fresh.live")} value={duration(fresh.agoMs)} />
          <Silent />
        </>
      );
  }
}

function Silent() {
  const site = useSearch({ strict: false }).site;
  const names = namesOf(useNetwork());
  const now = useNow(60_000);
  const silent = useSources()
    .rows.filter((row) => row.silent && (site === undefined || row.warehouse === null || row.warehouse === site))
    .sort((a, b) => ((a.lastSeenAt ?? "") < (b.lastSeenAt ?? "") ? -1 : 1));
  const first = silent[0];
  if (first === undefined) return null;
  const name = first.name === "" ? names.system(first.system) : first.name;
  return (
    <span className={classes.silent}>
      <FreshnessChip
        kind="silent"
        label={t("fresh.silent")}
        value={
          silent.length > 1
            ? t("fresh.silent-more", { name, n: silent.length - 1 })
            : first.lastSeenAt === null
              ? name
              : t("fresh.silent-value", { name, since: duration(now - Date.parse(first.lastSeenAt)) })
        }
        title={silent.map((row) => row.name).join(", ")}
      />
    </span>
  );
}
