import { Button } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import type { EventRow, ObjectRow } from "../../../server/wire/index.ts";
import { count, duration, full, lag, short, when, zoneName } from "../../app/format.ts";
import { eventWord, word } from "../../app/words.ts";
import { api, problemOf, query } from "../../live/index.ts";
import { ErrorBar } from "../../widgets/Notice.tsx";
import { SkeletonRows } from "../../widgets/Skeleton.tsx";
import { StateGlyph } from "../../widgets/StateGlyph.tsx";
import shared from "./object.module.css";
import { factTime, factWord, type Reader } from "./say.ts";
import classes from "./Tables.module.css";
import { t } from "./words.ts";

const detailOf = (event: EventRow): string =>
  [
    event.error ? [event.error.message, event.error.code].filter(Boolean).join(", ") : null,
    event.quantity ? `${event.quantity.value} ${event.quantity.uom}` : null,
    event.amount ? `${event.amount.amount} ${event.amount.currency}` : null,
    event.lines.length > 0 ? `${event.lines.length} ${event.lines.length === 1 ? "line" : "lines"}` : null,
    event.error === null && event.title !== factWord(event) && event.title !== event.type ? event.title : null,
  ]
    .filter((one) => one !== null)
    .join(" · ");

function FactRow({ event, reader }: { readonly event: EventRow; readonly reader: Reader }) {
  const heard = Date.parse(event.receivedAt) - Date.parse(event.occurredAt);
  return (
    <tr data-failed={event.status === "failed" || undefined}>
      <td className="num" title={full(event.occurredAt, reader.zone)}>
        {factTime(event, reader)}
      </td>
      <td>
        {event.status === "failed" ? (
          <StateGlyph state="failed">{factWord(event)}</StateGlyph>
        ) : event.activity ? (
          factWord(event)
        ) : (
          <StateGlyph state="done">
            <span className={classes.inkWord}>{factWord(event)}</span>
          </StateGlyph>
        )}
      </td>
      <td>{reader.system(event.system)}</td>
      <td className={classes.detail}>{detailOf(event)}</td>
      <td className="num">{event.occurredPrecision === "instant" ? lag(Math.max(0, heard)) : ""}</td>
      <td>
        {event.traceId !== null && (
          <Link
            to="/trace/$id"
            params={{ id: event.traceId }}
            search={event.spanId === null ? {} : { span: event.spanId }}
            className="mono"
            aria-label={`${t("obj.trace")} ${event.traceId}`}
          >
            {short(event.traceId)}
          </Link>
        )}
      </td>
    </tr>
  );
}

function Head({ reader }: { readonly reader: Reader }) {
  return (
    <thead>
      <tr>
        <th scope="col">{t("obj.col-when", { zone: zoneName(reader.zone, reader.now) })}</th>
        <th scope="col">{t("obj.col-what")}</th>
        <th scope="col">{t("obj.col-system")}</th>
        <th scope="col">{t("obj.col-detail")}</th>
        <th scope="col" title={t("obj.heard-late")}>
          {t("obj.col-heard")}
        </th>
        <th scope="col">{t("obj.trace")}</th>
      </tr>
    </thead>
  );
}

/** Every fact in business order, and below it what is awaited: the timeline as a table. */
export function Facts({ object, reader }: { readonly object: ObjectRow; readonly reader: Reader }) {
  const [more, setMore] = useState<{ readonly events: readonly EventRow[]; readonly next: string | null } | null>(null);
  const [failure, setFailure] = useState<string | null>(null);
  const next = more === null ? object.eventsNext : more.next;
  const events = more === null ? object.events : [...object.events, ...more.events];
  const load = async (): Promise<void> => {
    try {
      const page = await api<ObjectRow>(`${pathOf(object)}${query({ cursor: next, environment: object.environment })}`);
      setMore({ events: [...(more?.events ?? []), ...page.events], next: page.eventsNext });
      setFailure(null);
    } catch (error) {
      setFailure(problemOf(error).title);
    }
  };
  const waits = object.expectations.filter((e) => e.state !== "met" && e.state !== "met-late");
  return (
    <div className={classes.tables}>
      <div className={classes.scroll}>
        <table className={classes.table}>
          <Head reader={reader} />
          <tbody>
            {events.map((event, i) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: a fact is its place in business order
              <FactRow key={i} event={event} reader={reader} />
            ))}
          </tbody>
        </table>
      </div>
      {next !== null && (
        <p className={classes.more}>
          <span className="num">
            {t("obj.of-total", { shown: count(events.length), total: count(object.eventsTotal) })}
          </span>
          <Button variant="default" size="xs" onClick={() => void load()}>
            {t("obj.load-more")}
          </Button>
        </p>
      )}
      {failure !== null && <ErrorBar title={t("obj.failed-read", { why: failure })} onRetry={() => void load()} />}
      {waits.length > 0 && (
        <div className={classes.scroll}>
          <table className={classes.table}>
            <thead>
              <tr>
                <th scope="col">{t("obj.expected")}</th>
                <th scope="col">{t("obj.col-what")}</th>
                <th scope="col">{t("obj.col-system")}</th>
                <th scope="col">{t("obj.col-state")}</th>
              </tr>
            </thead>
            <tbody>
              {waits.map((e) => (
                <tr key={e.id}>
                  <td className="num">{e.dueAt === null ? "" : when(e.dueAt, reader.now, reader.zone)}</td>
                  <td>{eventWord(e.expects)}</td>
                  <td>{reader.system(e.system)}</td>
                  <td>
                    <StateGlyph
                      state={
                        e.state === "missed"
                          ? "missed"
                          : e.state === "paused"
                            ? "on-hold"
                            : e.state === "not-judged"
                              ? "not-judged"
                              : e.state === "cancelled"
                                ? "skipped"
                                : "waiting"
                      }
                    >
                      {word("expectation", e.state)}
                      {e.state === "missed" &&
                        e.dueAt !== null &&
                        ` · ${t("obj.late-by", { by: duration(reader.now - Date.parse(e.dueAt)) })}`}
                    </StateGlyph>
                    {e.reason !== null && <span className={shared.faint}> {e.reason}</span>}
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
    </div>
  );
}

/** Where the API answers for an object. */
export const pathOf = (object: { readonly kind: string; readonly id: string }): string =>
  `/objects/${object.kind}/${encodeURIComponent(object.id)}`;

/** Records about the object that are no fact, and how far back the journal was read for them. */
export function Activity({ object, reader }: { readonly object: ObjectRow; readonly reader: Reader }) {
  const asked = useQuery({
    queryKey: ["activity", object.kind, object.id, object.environment, object.eventsTotal],
    queryFn: ({ signal }) =>
      api<ObjectRow>(`${pathOf(object)}${query({ activity: 1, environment: object.environment })}`, { signal }),
  });
  if (asked.isPending) return <SkeletonRows rows={5} height={31} />;
  if (asked.isError)
    return (
      <ErrorBar
        title={t("obj.failed-read", { why: problemOf(asked.error).title })}
        onRetry={() => void asked.refetch()}
      />
    );
  const activity = asked.data.events.filter((event) => event.activity);
  const back = asked.data.activityBackTo;
  const at = back === undefined ? null : `${when(back, reader.now, reader.zone)} ${zoneName(reader.zone, back)}`;
  return (
    <div className={classes.tables}>
      <p className={shared.faint}>
        {t("obj.activity-why")}{" "}
        {activity.length > 0
          ? at !== null && t("obj.activity-back", { at })
          : at === null
            ? t("obj.activity-none-at-all")
            : t("obj.activity-none", { at })}
      </p>
      {activity.length > 0 && (
        <div className={classes.scroll}>
          <table className={classes.table}>
            <Head reader={reader} />
            <tbody>
              {activity.map((event, i) => (
                // biome-ignore lint/suspicious/noArrayIndexKey: records of one instant may be alike
                <FactRow key={i} event={event} reader={reader} />
              ))}
            </tbody>
          </table>
        </div>
      )}
    </div>
  );
}

/** The traces that carried the object, newest first. */
export function Traces({ object, reader }: { readonly object: ObjectRow; readonly reader: Reader }) {
  if (object.traces.length === 0) return <p className={shared.faint}>{t("obj.none-traces")}</p>;
  return (
    <ul className={classes.traces}>
      {[...object.traces].reverse().map((id) => {
        const told = object.events.filter((event) => event.traceId === id);
        const failed = told.some((event) => event.status === "failed");
        const first = told[0];
        return (
          <li key={id}>
            <span className="num">{first ? factTime(first, reader) : ""}</span>
            <Link to="/trace/$id" params={{ id }} className="mono">
              {id}
            </Link>
            <span>{[...new Set(told.map(factWord))].slice(0, 4).join(", ")}</span>
            {failed && <StateGlyph state="failed">{t("obj.failed")}</StateGlyph>}
          </li>
        );
      })}
    </ul>
  );
}
