import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";
import type { HandOverRow, SinceCount, SinceDocument, SinceMissed, SinceRow } from "../../../server/wire/index.ts";
import { dayKey, when } from "../../app/format.ts";
import { api, type Names, problemOf } from "../../live/index.ts";
import { ErrorBar } from "../../widgets/Notice.tsx";
import { SkeletonRows } from "../../widgets/Skeleton.tsx";
import { StateIcon, type StateName } from "../../widgets/StateGlyph.tsx";
import shared from "./handover.module.css";
import classes from "./Since.module.css";
import { t } from "./words.ts";

/** What happened in the shift that is handed over: counts, each of which opens what it counts. */
export function Since({ row, names, now }: { readonly row: HandOverRow; readonly names: Names; readonly now: number }) {
  const asked = useQuery({
    queryKey: ["hand-over-since", row.id],
    queryFn: ({ signal }) => api<SinceRow>(`/hand-overs/${row.id}/since`, { signal }),
    // It ended when it was given: only what was heard late can still change it.
    staleTime: 60_000,
  });
  if (asked.error !== null && asked.data === undefined) {
    const problem = problemOf(asked.error);
    return (
      <section aria-label={t("since.shift")}>
        <h2>{t("since.shift")}</h2>
        <ErrorBar
          title={t("since.failed", { why: problem.detail ?? problem.title })}
          id={problem.errorId}
          onRetry={() => void asked.refetch()}
        />
      </section>
    );
  }
  if (asked.data === undefined)
    return (
      <section aria-label={t("since.shift")}>
        <h2>{t("since.shift")}</h2>
        <SkeletonRows rows={4} height={33} />
      </section>
    );
  const since = asked.data;
  const zone = names.zone(since.warehouse);
  const at = (instant: string): string => when(instant, now, zone);
  const began = t("since.title", { at: at(since.from) });
  return (
    <section aria-label={began}>
      <h2 className="num">{began}</h2>
      <p className={shared.small}>{beganText(since)}</p>
      <ul className={classes.since}>
        {since.accepted.map((one) => (
          <li key={one.id}>
            <Line state="done">
              <Link to="/hand-over" search={{ h: one.id }} className="reach">
                {t("since.accepted", { who: one.by, at: at(one.at), n: one.count })}
              </Link>
            </Line>
          </li>
        ))}
        <Counted of={since.cleared} word="since.cleared" state="done" unknown={t("since.cleared-unknown")} />
        {(since.byHand === null || since.byHand.count > 0) && (
          <Counted of={since.byHand} word="since.by-hand" state="not-known" unknown={t("since.by-hand-unknown")} />
        )}
        <Counted of={since.saved} word="since.saved" state="done" unknown={unknownOf(since, "saved")} />
        {since.missed === null ? (
          <li>
            <Line state="not-known">{unknownOf(since, "missed")}</Line>
          </li>
        ) : since.missed.length === 0 ? (
          <li>
            <Line state="skipped">{t("since.missed-none")}</Line>
          </li>
        ) : (
          since.missed.map((truck) => (
            <li key={truck.departure}>
              <Line state="missed">
                <Link
                  to="/departures"
                  search={{
                    site: since.warehouse ?? undefined,
                    day: dayKey(Date.parse(truck.at), zone),
                    show: "all",
                    d: truck.departure,
                  }}
                  className="reach"
                >
                  {t("since.missed", { n: truck.count, at: at(truck.at), onto: ontoText(truck, at) })}
                </Link>
              </Line>
            </li>
          ))
        )}
      </ul>
    </section>
  );
}

const beganText = ({ begins, shift }: SinceRow): string =>
  begins === "shift"
    ? shift === null || shift === ""
      ? t("since.from-shift-unnamed")
      : t("since.from-shift", { name: `${shift.charAt(0).toUpperCase()}${shift.slice(1)}` })
    : t(`since.from-${begins}`);

const unknownOf = ({ silent }: SinceRow, what: "saved" | "missed"): string =>
  silent === null ? t(`since.${what}-unknown`) : t(`since.${what}-silent`, { system: silent });

/** Where those went that a truck left behind: all on one, or how many on each. */
function ontoText({ count, onto }: SinceMissed, at: (instant: string) => string): string {
  const [first] = onto;
  if (first !== undefined && first.count === count)
    return first.at === null ? t("since.onto-none", { n: count }) : t("since.onto-all", { n: count, at: at(first.at) });
  return onto
    .map((one) =>
      one.at === null ? t("since.onto-some-none", { n: one.count }) : t("since.onto", { n: one.count, at: at(one.at) }),
    )
    .join(", ");
}

function Line({ state, children }: { readonly state: StateName; readonly children: ReactNode }) {
  return (
    <span className={`${classes.told} num`}>
      <StateIcon state={state} />
      {children}
    </span>
  );
}

/** A count that opens into what it counts; 0 opens nothing, and what cannot be known says so. */
function Counted({
  of,
  word,
  state,
  unknown,
}: {
  readonly of: SinceCount | null;
  readonly word: "since.cleared" | "since.by-hand" | "since.saved";
  readonly state: StateName;
  readonly unknown: string;
}) {
  if (of === null)
    return (
      <li>
        <Line state="not-known">{unknown}</Line>
      </li>
    );
  const text = t(word, { n: of.count });
  if (of.count === 0)
    return (
      <li>
        <Line state="skipped">{text}</Line>
      </li>
    );
  return (
    <li>
      <details>
        <summary>
          <Line state={state}>{text}</Line>
        </summary>
        <ul className={classes.documents}>
          {of.documents.map((one) => (
            <li key={one.exception ?? one.object?.id ?? ""} className="num">
              <Document of={one} />
            </li>
          ))}
        </ul>
        {of.count > of.documents.length && (
          <p className={`${shared.small} num`}>{t("since.more", { n: of.count - of.documents.length })}</p>
        )}
      </details>
    </li>
  );
}

function Document({ of: { exception, object } }: { readonly of: SinceDocument }) {
  if (exception !== null)
    return (
      <Link to="/x/$id" params={{ id: exception }} className="reach">
        {object === null ? exception : `${object.id} · ${exception}`}
      </Link>
    );
  if (object === null) return null;
  return (
    <Link to="/o/$kind/$id" params={{ kind: object.kind, id: object.id }} className="reach">
      {object.id}
    </Link>
  );
}
