import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { type CauseRow, type HandOverRow, orderParts, type PageOf, type TallyRow } from "../../../server/wire/index.ts";
import { heldText } from "../../app/format/held.ts";
import { count, time } from "../../app/format.ts";
import { objectCount } from "../../app/words.ts";
import { api, type Names, query } from "../../live/index.ts";
import { StateGlyph } from "../../widgets/StateGlyph.tsx";
import classes from "./handover.module.css";
import { leftOut, siteOf } from "./model.ts";
import { t } from "./words.ts";

/** Most of the causes that others have. */
const mostNamed = 5;

/** A building's count as of an instant; of now where it is null. */
const useTallyOf = (warehouse: string | null, at: string | null) =>
  useQuery({
    queryKey: ["hand-over-tally", warehouse, at],
    queryFn: ({ signal }) =>
      api<PageOf<TallyRow>>(`/tally${query({ warehouse: warehouse ?? undefined, at: at ?? undefined })}`, { signal }),
    enabled: warehouse !== null,
    refetchInterval: at === null ? 30_000 : false,
  }).data?.items[0];

/** What is open or waits in the building and is not in the list: on hold, and with other teams. */
export function NotHandedOver({ row, names }: { readonly row: HandOverRow; readonly names: Names }) {
  const site = siteOf(row);
  const tally = useTallyOf(site, null);
  const causes = useQuery({
    queryKey: ["hand-over-causes", site],
    queryFn: ({ signal }) =>
      api<PageOf<CauseRow>>(`/causes${query({ warehouse: site ?? undefined, limit: 200 })}`, { signal }),
    enabled: site !== null,
    refetchInterval: 30_000,
  }).data?.items;
  const others = leftOut(causes ?? [], row);
  const held = tally?.orders.parts["on-hold"] ?? 0;
  if (site === null || (held === 0 && others.length === 0)) return null;
  return (
    <section aria-label={t("over.not")}>
      <h2>{t("over.not")}</h2>
      <ul className={classes.beside}>
        {tally !== undefined && held > 0 && (
          <li className="num">
            <Link to="/tally" search={{ site, part: "orders:on-hold" }} className="reach">
              {t("over.not-held", { n: held, why: tally.orders.holds.map(holdText).join(", ") })}
            </Link>
          </li>
        )}
        {others.slice(0, mostNamed).map((cause) => (
          <li key={cause.id} className="num">
            <Link to="/queue" search={{ x: cause.id }} className="reach">
              {t("over.not-theirs", {
                title: cause.title,
                what: [
                  ...cause.objects.map(({ kind, count: n }) => objectCount(kind, n)),
                  ...cause.held.money.map(heldText),
                ].join(", "),
                team: names.team(cause.owners[0]?.team ?? ""),
              })}
            </Link>
          </li>
        ))}
        {others.length > mostNamed && (
          <li className="num">
            <Link to="/queue" search={{ site }} className="reach">
              {t("over.not-more", { n: others.length - mostNamed })}
            </Link>
          </li>
        )}
      </ul>
    </section>
  );
}

const holdText = ({ reason, count: n }: TallyRow["orders"]["holds"][number]): string =>
  `${reason ?? t("over.hold-unknown")} ${count(n)}`;

/** How the building stood when it was handed over, as a sum. */
export function TallyThen({ row, names }: { readonly row: HandOverRow; readonly names: Names }) {
  const site = siteOf(row);
  const tally = useTallyOf(site, row.at);
  if (site === null || tally === undefined) return null;
  const { parts, total } = tally.orders;
  const named = orderParts.filter((part) => parts[part] > 0);
  const off = total - named.reduce((sum, part) => sum + parts[part], 0);
  return (
    <p className={`${classes.foot} num`}>
      <span>
        {t("over.tally", {
          site: names.site(site),
          at: time(row.at, tally.zone),
          sum:
            named.length === 0
              ? count(total)
              : `${count(total)} = ${named.map((part) => `${count(parts[part])} ${t(`over.part.${part}`)}`).join(" + ")}`,
        })}
      </span>
      {off === 0 ? (
        <StateGlyph state="done">{t("over.adds-up")}</StateGlyph>
      ) : (
        <StateGlyph state="missed">{t("over.off", { n: Math.abs(off) })}</StateGlyph>
      )}
    </p>
  );
}
