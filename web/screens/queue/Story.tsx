import { UnstyledButton } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import type { EventRow, ExceptionDetail, ExceptionRow, HistoryRow } from "../../../server/wire/index.ts";
import { countdown, full, instant, moneyExact, short, when } from "../../app/format.ts";
import { eventWord, objectName, refusedWord, word } from "../../app/words.ts";
import type { Names } from "../../live/index.ts";
import { StateIcon } from "../../widgets/StateGlyph.tsx";
import { Value } from "../../widgets/Value.tsx";
import shared from "./Detail.module.css";
import { tell } from "./detailWords.ts";
import classes from "./Story.module.css";

interface StoryProps {
  readonly row: ExceptionRow;
  readonly detail: ExceptionDetail | undefined;
  readonly now: number;
  readonly zone: string;
  readonly names: Names;
  readonly technical: boolean;
  readonly onTechnical: (on: boolean) => void;
}

/** The reason, what was seen, whose it is, what it holds up; codes and traces one tap away. */
export function Story(props: StoryProps) {
  const { row, detail, now, zone, names, technical, onTechnical } = props;
  return (
    <>
      <section className={shared.section}>
        <h3>{tell("x.what")}</h3>
        <p className={classes.reason}>{row.reason}</p>
        {row.occurrences > 1 && (
          <p className={shared.quiet}>{tell("x.times", { n: row.occurrences, at: lastSeen(detail, now, zone) })}</p>
        )}
        {row.object !== null && (
          <p className={classes.subject}>
            <Link to="/o/$kind/$id" params={{ kind: row.object.kind, id: row.object.id }} className="id">
              {objectName(row.object)}
            </Link>
            {row.customer !== null && <span className={shared.quiet}>{row.customer}</span>}
            {row.code !== null && <span className={`${classes.code} mono`}>{row.code}</span>}
          </p>
        )}
      </section>
      <section className={shared.section}>
        <div className={shared.split}>
          <h3>{tell("x.happened")}</h3>
          <UnstyledButton
            className={`${classes.link} reach`}
            aria-pressed={technical}
            onClick={() => onTechnical(!technical)}
          >
            {technical ? tell("x.words") : tell("x.technical")}
          </UnstyledButton>
        </div>
        {detail !== undefined && detail.timeline.length === 0 && (
          <p className={shared.quiet}>{tell("x.nothing-seen")}</p>
        )}
        <ol className={classes.steps}>
          {detail?.timeline.map((event) => (
            <Fact
              key={`${event.position}:${event.spanId}:${event.occurredAt}:${event.title}`}
              event={event}
              {...props}
            />
          ))}
          {row.cutoff !== null && row.state !== "resolved" && (
            <li className={classes.step}>
              <time className="num" dateTime={row.cutoff.at}>
                {when(row.cutoff.at, now, zone)}
              </time>
              <StateIcon state="late" />
              <b>{tell(`x.${instant(row.cutoff.at) < now ? "left" : "leaves"}.${row.cutoff.source}`)}</b>
              <span className={classes.aside}>{countdown(row.cutoff.at, now).text}</span>
            </li>
          )}
        </ol>
        {technical && <Technical row={row} detail={detail} names={names} />}
      </section>
      {detail !== undefined && detail.severityWhy.length > 0 && (
        <section className={shared.section}>
          <h3>{tell("x.why-severity", { severity: word("severity", row.severity).toLowerCase() })}</h3>
          <ul className={classes.plain}>
            {detail.severityWhy.map((why) => (
              <li key={why}>{why.charAt(0).toUpperCase() + why.slice(1)}</li>
            ))}
          </ul>
        </section>
      )}
      {detail !== undefined && detail.held.length > 0 && (
        <section className={shared.section}>
          <h3>{tell("x.objects")}</h3>
          <ul className={classes.table}>
            {detail.held.map((one) => (
              <li key={`${one.kind}:${one.id}`}>
                <Link to="/o/$kind/$id" params={{ kind: one.kind, id: one.id }} className="id">
                  {objectName(one)}
                </Link>
                <Value
                  text={one.value === null ? null : moneyExact(one.value.amount, one.value.currency)}
                  estimate={one.basis === "order-price"}
                />
              </li>
            ))}
          </ul>
        </section>
      )}
      {detail !== undefined && <History history={detail.history} now={now} zone={zone} />}
    </>
  );
}

const lastSeen = (detail: ExceptionDetail | undefined, now: number, zone: string): string => {
  const last = detail?.timeline.filter((event) => event.status === "failed").at(-1);
  return last === undefined ? "–" : when(last.occurredAt, now, zone);
};

function Fact({ event, now, zone, names, technical }: StoryProps & { readonly event: EventRow }) {
  const failed = event.status === "failed";
  const message = event.error?.message ?? "";
  const what =
    event.type !== null
      ? (failed ? refusedWord : eventWord)(event.type)
      : message === "" || message === event.title
        ? event.title
        : tell("x.record", { name: event.title, message });
  return (
    <li className={classes.step}>
      <time className="num" dateTime={event.occurredAt} title={full(event.occurredAt, zone)}>
        {when(event.occurredAt, now, zone)}
      </time>
      <StateIcon state={failed ? "failed" : "done"} />
      <span>
        {what}
        {technical && <code className={classes.type}>{event.type ?? "–"}</code>}
      </span>
      <span className={classes.aside}>
        {technical && event.traceId !== null ? (
          <Link
            to="/trace/$id"
            params={{ id: event.traceId }}
            className="mono reach"
            aria-label={`${tell("x.trace")} ${event.traceId}`}
          >
            {short(event.traceId)}
          </Link>
        ) : (
          (event.error?.code ?? names.system(event.system))
        )}
      </span>
    </li>
  );
}

function Technical({
  row,
  detail,
  names,
}: {
  readonly row: ExceptionRow;
  readonly detail: ExceptionDetail | undefined;
  readonly names: Names;
}) {
  const pairs: readonly (readonly [string, string | null])[] = [
    [tell("x.id"), row.id],
    [tell("x.kind"), row.kind],
    [tell("x.policy"), row.policy],
    [tell("x.system"), row.system === null ? null : `${row.system} (${names.system(row.system)})`],
    [tell("x.code"), row.code],
    [tell("x.version"), String(row.version)],
    [tell("x.position"), detail?.timeline.at(-1)?.position ?? null],
  ];
  return (
    <dl className={classes.technical}>
      {pairs.map(([label, value]) =>
        value === null ? null : (
          <div key={label}>
            <dt>{label}</dt>
            <dd className="mono">{value}</dd>
          </div>
        ),
      )}
      {detail !== undefined && detail.route.length > 0 && (
        <div>
          <dt>{tell("x.route")}</dt>
          <dd>
            <ol className={classes.plain}>
              {detail.route.map((node) => (
                <li key={node}>{node}</li>
              ))}
            </ol>
          </dd>
        </div>
      )}
      {row.traceId !== null && (
        <div>
          <dt>{tell("x.trace-id")}</dt>
          <dd className="mono">
            <Link to="/trace/$id" params={{ id: row.traceId }}>
              {row.traceId}
            </Link>
          </dd>
        </div>
      )}
    </dl>
  );
}

function History({
  history,
  now,
  zone,
}: {
  readonly history: readonly HistoryRow[];
  readonly now: number;
  readonly zone: string;
}) {
  return (
    <section className={shared.section}>
      <h3>{tell("x.history")}</h3>
      <ol className={classes.steps}>
        {[...history].reverse().map((one) => (
          <li key={one.actionId} className={classes.step} data-history>
            <time className="num" dateTime={one.at} title={full(one.at, zone)}>
              {when(one.at, now, zone)}
            </time>
            <StateIcon
              state={
                one.action === "tell"
                  ? "told"
                  : one.action === "raised" || one.action === "repeated" || one.action === "reopened"
                    ? "failed"
                    : "done"
              }
            />
            <span>
              {did(one)}
              {one.text !== null && <span className={classes.said2}>{one.text}</span>}
            </span>
          </li>
        ))}
      </ol>
    </section>
  );
}

/** One line of the history in words. */
const did = ({ action, by }: HistoryRow): string => tell(`did.${action}`, { who: by });
