import { useElementSize } from "@mantine/hooks";
import { useMemo } from "react";
import type { ObjectRow } from "../../../server/wire/index.ts";
import { duration, time, when } from "../../app/format.ts";
import { foldFaults } from "./faults.ts";
import classes from "./LaneTimeline.module.css";
import { type Dot, layLanes, refusedDue } from "./lanes.ts";
import { factLabel, type Label, labelWidth, type Reader, waitLabel } from "./say.ts";
import { t } from "./words.ts";
import { zoneOffset } from "./zoneOffset.ts";

const nameWidth = 116;

const labelOf = (dot: Pick<Dot, "event" | "expectation" | "records">, reader: Reader): Label =>
  dot.event
    ? factLabel(dot.event, reader, dot.records)
    : dot.expectation
      ? waitLabel(dot.expectation, reader)
      : { title: "", sub: "" };

/** One lane a system: dots for what happened, rings for what is due, hatch for what is overdue, and now. */
export function LaneTimeline({ object, reader }: { readonly object: ObjectRow; readonly reader: Reader }) {
  const { ref, width } = useElementSize<HTMLDivElement>();
  const room = Math.max(0, width - nameWidth - 8);
  const minute = Math.floor(reader.now / 60_000) * 60_000;
  // biome-ignore lint/correctness/useExhaustiveDependencies: the reader changes each second by its clock alone; the drawing steps by the minute
  const drawn = useMemo(
    () =>
      room > 0 ? layLanes(object, minute, room, (dot) => labelWidth(labelOf(dot, { ...reader, now: minute }))) : null,
    [object, minute, room, reader.zone],
  );
  const ticks = useMemo(() => drawn?.scale.ticks(92, (at) => zoneOffset(reader.zone, at)) ?? [], [drawn, reader.zone]);
  const missed = object.expectations.filter((e) => e.state === "missed").length;
  const waits = object.expectations.filter((e) => e.state === "open").length;
  const head = 34;
  return (
    <div
      ref={ref}
      className={classes.lanes}
      role="img"
      aria-label={t("obj.lanes", { facts: object.eventsTotal, waits, missed })}
    >
      {drawn && (
        <div className={classes.lanesInner} style={{ height: head + drawn.height + 8 }} aria-hidden="true">
          <div className={classes.axis} style={{ left: nameWidth, width: room }}>
            {ticks
              .filter((tick) => drawn.nowX === null || Math.abs(tick.x - drawn.nowX) > 52)
              .map((tick) => (
                <span key={tick.at} className="num" style={{ left: tick.x }}>
                  {(tick.at + zoneOffset(reader.zone, tick.at) * 60_000) % 86_400_000 === 0
                    ? when(tick.at, reader.now, reader.zone)
                    : time(tick.at, reader.zone)}
                </span>
              ))}
            {drawn.nowX !== null && (
              <b className="num" style={{ left: Math.min(room - 27, Math.max(27, drawn.nowX)) }}>
                {time(minute, reader.zone)}
              </b>
            )}
          </div>
          {drawn.lanes.map((lane) => (
            <div key={lane.system} className={classes.lane} style={{ top: head + lane.top, height: lane.height }}>
              <span className={classes.laneName} style={{ width: nameWidth - 14 }}>
                {reader.system(lane.system)}
              </span>
            </div>
          ))}
          <svg
            aria-hidden="true"
            className={classes.drawing}
            style={{ left: nameWidth, top: head }}
            width={room}
            height={drawn.height}
          >
            <defs>
              <pattern id="overdue" width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
                <rect width="6" height="6" fill="var(--critical-soft)" />
                <path d="M0 0V6" stroke="var(--critical-line)" strokeWidth="2" />
              </pattern>
              <pattern id="idle" width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
                <path d="M0 0V6" stroke="var(--line)" strokeWidth="2" />
              </pattern>
            </defs>
            {ticks.map((tick) => (
              <path key={tick.at} d={`M${tick.x} 0V${drawn.height}`} stroke="var(--line)" />
            ))}
            {drawn.scale.stretches
              .filter((one) => one.cut)
              .map((one) => (
                <rect
                  key={one.fromMs}
                  x={one.fromX + 8}
                  y={0}
                  width={one.toX - one.fromX - 16}
                  height={drawn.height}
                  fill="url(#idle)"
                >
                  <title>{t("obj.idle", { by: duration(one.toMs - one.fromMs) })}</title>
                </rect>
              ))}
            {drawn.connectors.map((one) => (
              <path key={one.id} d={one.path} className={classes.connector} data-state={one.state} />
            ))}
            {drawn.lanes.flatMap((lane) =>
              lane.overdue.map((one) => (
                <g key={one.id}>
                  <rect
                    x={one.fromX}
                    y={one.y - 19}
                    width={Math.max(0, one.toX - one.fromX)}
                    height={38}
                    fill="url(#overdue)"
                  />
                </g>
              )),
            )}
            {drawn.nowX !== null && (
              <path d={`M${drawn.nowX} 0V${drawn.height}`} stroke="var(--ink)" strokeWidth="1.5" />
            )}
            {drawn.lanes.flatMap((lane) => lane.dots.map((dot) => <DotMark key={dot.id} dot={dot} />))}
          </svg>
          <div className={classes.labels} style={{ left: nameWidth, top: head, width: room }}>
            {drawn.lanes.flatMap((lane) =>
              lane.dots.map((dot) => <DotLabel key={dot.id} dot={dot} reader={reader} room={room} />),
            )}
            {drawn.lanes.flatMap((lane) =>
              lane.overdue
                .filter((one) => one.sinceMs >= 60_000)
                .map((one) => (
                  <span
                    key={one.id}
                    className={`${classes.overdue} num`}
                    style={{ right: room - one.toX + 8, top: one.y + 19 }}
                  >
                    {t("obj.late-by", { by: duration(one.sinceMs) })}
                  </span>
                )),
            )}
          </div>
        </div>
      )}
    </div>
  );
}

function DotMark({ dot }: { readonly dot: Dot }) {
  const { x, y } = dot;
  switch (dot.state) {
    case "done":
      return <circle cx={x} cy={y} r={5.5} fill="var(--done)" />;
    case "late":
      return <circle cx={x} cy={y} r={5.5} fill="var(--high)" />;
    case "failed":
    case "missed":
      return (
        <g>
          <circle cx={x} cy={y} r={8} fill="var(--critical)" />
          <path
            d={`M${x - 2.6} ${y - 2.6}l5.2 5.2M${x + 2.6} ${y - 2.6}l-5.2 5.2`}
            stroke="var(--surface)"
            strokeWidth="2"
            strokeLinecap="round"
          />
        </g>
      );
    case "paused":
      return (
        <circle
          cx={x}
          cy={y}
          r={5.5}
          fill="var(--surface)"
          stroke="var(--ink-3)"
          strokeWidth="2"
          strokeDasharray="2 2"
        />
      );
    case "not-judged":
      return (
        <circle
          cx={x}
          cy={y}
          r={5.5}
          fill="var(--surface)"
          stroke="var(--medium)"
          strokeWidth="2"
          strokeDasharray="1 3"
        />
      );
    case "awaited":
      return (
        <circle
          cx={x}
          cy={y}
          r={6}
          fill="var(--surface)"
          stroke="var(--waiting)"
          strokeWidth="2"
          strokeDasharray="3 2.3"
        />
      );
  }
}

function DotLabel({ dot, reader, room }: { readonly dot: Dot; readonly reader: Reader; readonly room: number }) {
  const label = labelOf(dot, reader);
  const place =
    dot.side === "right"
      ? { left: dot.x + 13, top: dot.y - 9, maxWidth: room - dot.x - 13 }
      : { right: room - dot.x + 13, top: dot.y - 9, maxWidth: dot.x - 13, textAlign: "right" as const };
  return (
    <span
      className={classes.label}
      data-state={dot.state}
      data-over={dot.overNow || undefined}
      style={place}
      title={`${label.title}. ${label.sub}`}
    >
      <b>{label.title}</b>
      <span>
        {label.sub}
        {dot.more > 0 && ` ${t("obj.more", { n: dot.more })}`}
      </span>
    </span>
  );
}

/** The same from top to bottom, where there is no room for lanes. */
export function ListTimeline({ object, reader }: { readonly object: ObjectRow; readonly reader: Reader }) {
  const refused = refusedDue(object);
  const moments = [
    ...foldFaults(object.events).map(({ event, records }, i) => ({
      id: `f${i}`,
      at: Date.parse(event.occurredAt),
      state: event.status === "failed" ? "failed" : "done",
      system: event.system,
      label: factLabel(event, reader, records),
    })),
    ...object.expectations
      .filter((e) => e.state === "open" || e.state === "missed" || e.state === "paused" || e.state === "not-judged")
      .filter((e) => e.state !== "missed" || !refused.has(e.expects))
      .map((e) => ({
        id: `e${e.id}`,
        at: e.dueAt === null ? Number.POSITIVE_INFINITY : Date.parse(e.dueAt),
        state: e.state === "open" ? "awaited" : e.state,
        system: e.system,
        label: waitLabel(e, reader),
      })),
  ].sort((a, b) => a.at - b.at);
  return (
    <ol className={classes.listTimeline}>
      {moments.map((one) => (
        <li key={one.id} className={classes.moment} data-state={one.state}>
          <svg width="18" height="18" viewBox="-9 -9 18 18" aria-hidden="true">
            <DotMark
              dot={{
                id: one.id,
                state: one.state as Dot["state"],
                at: one.at,
                x: 0,
                y: 0,
                side: "right",
                event: null,
                expectation: null,
                records: 0,
                overNow: false,
                more: 0,
              }}
            />
          </svg>
          <span className={classes.momentText} data-state={one.state}>
            <b>{one.label.title}</b>
            <small>
              {reader.system(one.system)}
              {one.label.sub !== "" && ` · ${one.label.sub}`}
            </small>
          </span>
        </li>
      ))}
    </ol>
  );
}
