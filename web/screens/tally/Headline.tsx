import type { ReactNode } from "react";
import { count, when } from "../../app/format.ts";
import type { TallyGoods } from "../../app/url.ts";
import classes from "./Headline.module.css";
import type { Headline as Said } from "./model.ts";
import { t } from "./words.ts";

/** One sentence: how much there is, and whether every one has its place. */
export function Headline({
  said,
  goods,
  site,
  zone,
  now,
}: {
  readonly said: Said;
  readonly goods: TallyGoods;
  /** The only building in scope; null where there are several. */
  readonly site: string | null;
  readonly zone: string;
  readonly now: number;
}) {
  if (said.kind === "nothing") return <p className={classes.headline}>{t("tally.nothing")}</p>;
  const what = t(`tally.what.${goods}`);
  const total =
    site === null
      ? t("tally.headline", { n: count(said.total), what })
      : t("tally.headline-site", { n: count(said.total), what, site });
  return (
    <p className={classes.headline}>
      <b className="num">{total}</b> {rest(said, zone, now)}
    </p>
  );
}

function rest(said: Exclude<Said, { kind: "nothing" }>, zone: string, now: number): ReactNode {
  switch (said.kind) {
    case "off":
      return <b data-form="blocked">{t("tally.off", { site: said.site, n: said.by })}</b>;
    case "not-known": {
      const [only] = said.where;
      const heard = said.where.length === 1 && only?.lastAt != null ? when(only.lastAt, now, zone) : null;
      return (
        <>
          {t("tally.but")}{" "}
          {said.where.map((one, at) => (
            <span key={one.site}>
              {at > 0 && t("tally.and")}
              <b data-form="not-known">{t("tally.but-where", { n: count(one.count), site: one.site })}</b>
            </span>
          ))}
          {heard !== null && t("tally.but-heard", { at: heard })}.
        </>
      );
    }
    case "not-judged":
      return t("tally.but-judged", { sites: said.sites.join(t("tally.and")), n: said.sites.length });
    case "late": {
      const parts = [
        ...(said.overdue > 0 ? [t("tally.overdue", { n: count(said.overdue) })] : []),
        ...(said.late > 0 ? [t("tally.late", { n: count(said.late) })] : []),
      ];
      return parts.length === 0 ? t("tally.on-time") : <b data-form="late">{parts.join(", ")}.</b>;
    }
    case "placed":
      return t("tally.all-placed");
  }
}
