import { duration, time } from "../../app/format.ts";
import { t as frame } from "../../app/words.ts";
import type { Freshness } from "../../live/index.ts";
import { FreshnessChip } from "../../widgets/Chip.tsx";
import { Mark } from "../../widgets/Mark.tsx";
import { initials } from "../../widgets/TeamTile.tsx";
import classes from "./Head.module.css";
import { ScanBox } from "./ScanBox.tsx";
import { t } from "./words.ts";

/** Where one stands, the scan box, how fresh it is, the time of the building. */
export function Head({
  warehouse,
  name,
  zone,
  now,
  fresh,
  person,
  onNumber,
  onCamera,
  onLeave,
}: {
  readonly warehouse: string;
  readonly name: string;
  readonly zone: string;
  readonly now: number;
  readonly fresh: Freshness;
  readonly person: string;
  readonly onNumber: (text: string) => void;
  readonly onCamera: (() => void) | null;
  readonly onLeave: () => void;
}) {
  return (
    <header className={classes.head}>
      <Mark size={44} />
      <p className={classes.site}>
        <b>{warehouse}</b>
        {name !== warehouse && <span>{name}</span>}
      </p>
      <ScanBox onNumber={onNumber} onCamera={onCamera} />
      <span className={classes.fresh}>
        <Chip fresh={fresh} zone={zone} />
      </span>
      <time className={`${classes.clock} num`}>{time(now, zone)}</time>
      <button type="button" className={classes.person} aria-label={`${t("floor.leave")}, ${person}`} onClick={onLeave}>
        {initials(person === "" ? "?" : person)}
      </button>
    </header>
  );
}

function Chip({ fresh, zone }: { readonly fresh: Freshness; readonly zone: string }) {
  switch (fresh.kind) {
    case "live":
      return <FreshnessChip kind="live" label={frame("fresh.live")} value={duration(fresh.agoMs)} />;
    case "connecting":
      return <FreshnessChip kind="connecting" label={t("floor.connecting")} />;
    case "offline":
    case "paused":
      return (
        <FreshnessChip
          kind={fresh.kind}
          label={frame(`fresh.${fresh.kind}`)}
          value={frame("fresh.offline-value", { at: time(fresh.since, zone) })}
        />
      );
    case "stale":
      return (
        <FreshnessChip
          kind="stale"
          label={frame("fresh.stale")}
          value={frame("fresh.stale-value", { at: time(fresh.lastAt, zone) })}
        />
      );
    case "behind":
      return (
        <FreshnessChip
          kind="behind"
          label={frame("fresh.behind")}
          value={frame("fresh.behind-value", { by: duration(fresh.byMs) })}
        />
      );
  }
}
