import type { EventRow, ExpectationRow, ObjectRow } from "../../../server/wire/index.ts";
import { foldFaults } from "./faults.ts";
import { scaleTime, type TimeScale } from "./timeScale.ts";

export type DotState = "done" | "failed" | "late" | "awaited" | "missed" | "paused" | "not-judged";

export interface Dot {
  readonly id: string;
  readonly state: DotState;
  readonly at: number;
  readonly x: number;
  readonly y: number;
  /** Label to the right of the dot, or to its left where the right has no room. */
  readonly side: "right" | "left";
  readonly event: EventRow | null;
  readonly expectation: ExpectationRow | null;
  /** Further records that tell the same fault. */
  readonly records: number;
  /** True where the label lies over the line of now, and must cover it to be read. */
  readonly overNow: boolean;
  /** Further dots that stand for the same moment and are listed in the table. */
  readonly more: number;
}

/** Time that is over without what was due: from the due time to now. */
export interface Overdue {
  readonly id: string;
  readonly fromX: number;
  readonly toX: number;
  readonly y: number;
  readonly sinceMs: number;
}

export interface Lane {
  readonly system: string;
  readonly top: number;
  readonly height: number;
  readonly dots: readonly Dot[];
  readonly overdue: readonly Overdue[];
}

/** A right-angled line from the fact that began a clock to what it awaits. */
export interface Connector {
  readonly id: string;
  readonly state: "happened" | "broken" | "expected";
  readonly path: string;
}

export interface Lanes {
  readonly scale: TimeScale;
  readonly lanes: readonly Lane[];
  readonly connectors: readonly Connector[];
  readonly height: number;
  /** Null where the object has ended and now lies beyond the axis. */
  readonly nowX: number | null;
}

/** Pixels of a label; estimated from its text by whoever measures text. */
export type Measure = (dot: Pick<Dot, "event" | "expectation" | "records">) => number;

const laneHeight = 78;
const rowHeight = 38;
const firstRow = 30;
const gutter = 8;
const mostRows = 4;
/** Kept free at the right, so that what is due last can be labelled on its own side of now. */
const labelRoom = 180;

interface Moment {
  id: string;
  system: string;
  state: DotState;
  at: number;
  event: EventRow | null;
  expectation: ExpectationRow | null;
  records: number;
}

const waits: Readonly<Record<ExpectationRow["state"], DotState | null>> = {
  open: "awaited",
  missed: "missed",
  paused: "paused",
  "not-judged": "not-judged",
  met: null,
  "met-late": null,
  cancelled: null,
};

/** When what was refused had been due, by event type: a failed fact explains its own miss, and is drawn in its place. */
export function refusedDue(object: ObjectRow): ReadonlyMap<string, number> {
  const due = new Map<string, number>();
  for (const e of object.expectations) {
    if (e.state !== "missed" || e.dueAt === null) continue;
    if (object.events.some((event) => event.type === e.expects && event.status === "failed"))
      due.set(e.expects, Date.parse(e.dueAt));
  }
  return due;
}

function momentsOf(object: ObjectRow): Moment[] {
  const refused = refusedDue(object);
  const lateTypes = new Map<string, string>();
  for (const e of object.expectations) if (e.state === "met-late" && e.metAt) lateTypes.set(e.expects, e.metAt);
  const moments = foldFaults(object.events).map(({ event, records }, i): Moment => {
    const late = event.type !== null && lateTypes.get(event.type) === event.occurredAt;
    const state: DotState = event.status === "failed" ? "failed" : late ? "late" : "done";
    return {
      id: `f${i}`,
      system: event.system,
      state,
      at: Date.parse(event.occurredAt),
      event,
      expectation: null,
      records,
    };
  });
  for (const expectation of object.expectations) {
    const state = waits[expectation.state];
    if (!state || !expectation.dueAt || (state === "missed" && refused.has(expectation.expects))) continue;
    moments.push({
      id: `e${expectation.id}`,
      system: expectation.system,
      state,
      at: Date.parse(expectation.dueAt),
      event: null,
      expectation,
      records: 0,
    });
  }
  return moments.sort((a, b) => a.at - b.at);
}

interface Placing {
  dot: { -readonly [K in keyof Dot]: Dot[K] };
  row: number;
}

/** Places the dots of one lane: each in the first row where its label has room, to its right or else to its left. */
function placeLane(
  moments: readonly Moment[],
  scale: TimeScale,
  nowX: number | null,
  width: number,
  measure: Measure,
): { placed: Placing[]; rows: number } {
  const taken: { from: number; to: number }[][] = [];
  const placed: Placing[] = [];
  const free = (row: number, from: number, to: number): boolean =>
    (taken[row] ?? []).every((span) => to <= span.from || from >= span.to);
  for (const moment of moments) {
    const x = scale.x(moment.at);
    const text = measure(moment) + 24;
    const spans: { side: Dot["side"]; from: number; to: number }[] = [
      { side: "right", from: x - 8, to: x + text },
      { side: "left", from: x - text, to: x + 8 },
    ];
    if (moment.state === "missed") spans.reverse();
    const crosses = (span: { from: number; to: number }): number =>
      Number(nowX !== null && span.from < nowX - 4 && span.to > nowX + 4);
    const fitting = spans
      .filter((span) => span.from >= -2 && span.to <= width + 2)
      .sort((a, b) => crosses(a) - crosses(b));
    const sides = fitting.length > 0 ? fitting : [x > width / 2 ? spans[1] : spans[0]].filter((s) => s !== undefined);
    const rows = Array.from({ length: mostRows }, (_, row) => row);
    const places =
      moment.state === "missed"
        ? sides.flatMap((side) => rows.map((row) => ({ row, side })))
        : rows.flatMap((row) => sides.map((side) => ({ row, side })));
    const place = places.find(({ row, side }) => free(row, side.from, side.to));
    if (place) {
      const { row, side } = place;
      taken[row] = [...(taken[row] ?? []), { from: side.from, to: side.to }];
      const overNow = crosses(side) === 1;
      placed.push({ row, dot: { ...moment, x, y: 0, side: side.side, overNow, more: 0 } });
    }
    if (!place) {
      const nearest = [...placed].sort((a, b) => Math.abs(a.dot.x - x) - Math.abs(b.dot.x - x))[0];
      if (nearest) nearest.dot.more++;
    }
  }
  return { placed, rows: Math.max(1, taken.length) };
}

const corner = 6;

/** From a dot down or up through the gutter beside the target's lane and along it to the target. */
function elbow(from: { x: number; y: number }, to: { x: number; y: number }, gutterY: number): string {
  const dx = to.x - from.x;
  if (Math.abs(dx) < 1) return `M${from.x} ${from.y}V${to.y}`;
  const r = Math.min(
    corner,
    Math.abs(dx) / 2,
    Math.abs(gutterY - from.y) / 2,
    Math.max(1, Math.abs(to.y - gutterY) / 2),
  );
  const sx = Math.sign(dx);
  const down = Math.sign(gutterY - from.y) || 1;
  const on = Math.sign(to.y - gutterY) || 1;
  return (
    `M${from.x} ${from.y}V${gutterY - down * r}Q${from.x} ${gutterY} ${from.x + sx * r} ${gutterY}` +
    `H${to.x - sx * r}Q${to.x} ${gutterY} ${to.x} ${gutterY + on * r}V${to.y}`
  );
}

/**
 * The lane timeline of an object, `width` pixels wide without the lane names: one lane a system in the order in which
 * they first spoke, dots that never cover one another's labels, the time since a missed deadline, and lines from cause
 * to due. What has no room in a lane is counted at its neighbour and stands in the table. `now` in Unix milliseconds.
 */
export function layLanes(object: ObjectRow, now: number, width: number, measure: Measure): Lanes {
  const moments = momentsOf(object);
  const ended = object.status === "done" || object.status === "cancelled";
  const scale = scaleTime(
    [...moments.map((m) => m.at), ...(ended && moments.length > 0 ? [] : [now])],
    width - Math.min(labelRoom, width * 0.24),
  );
  const nowX = ended && moments.length > 0 ? null : scale.x(now);
  const refused = refusedDue(object);
  const systems = [...new Set(moments.map((m) => m.system))];
  const lanes: Lane[] = [];
  const at = new Map<string, { x: number; y: number; top: number; bottom: number }>();
  let top = 0;
  for (const system of systems) {
    const { placed, rows } = placeLane(
      moments.filter((m) => m.system === system),
      scale,
      nowX,
      width,
      measure,
    );
    const height = Math.max(laneHeight, firstRow + rows * rowHeight + gutter);
    const dots = placed.map(({ dot, row }): Dot => ({ ...dot, y: top + firstRow + row * rowHeight }));
    for (const dot of dots) at.set(dot.id, { x: dot.x, y: dot.y, top, bottom: top + height });
    const overdue = dots
      .map((dot) => ({
        dot,
        since:
          dot.state === "missed" ? dot.at : dot.state === "failed" ? refused.get(dot.event?.type ?? "") : undefined,
      }))
      .flatMap(({ dot, since }) =>
        since !== undefined && since < now && nowX !== null
          ? [{ id: dot.id, fromX: Math.max(dot.x, scale.x(since)), toX: nowX, y: dot.y, sinceMs: now - since }]
          : [],
      );
    lanes.push({ system, top, height, dots, overdue });
    top += height;
  }

  const connectors: Connector[] = [];
  const facts = moments.filter((m) => m.event !== null);
  for (const moment of moments) {
    const { expectation } = moment;
    const target = at.get(moment.id);
    if (!expectation || !target) continue;
    const cause = facts.find((m) => m.at === Date.parse(expectation.since) && at.has(m.id));
    const source = cause ? at.get(cause.id) : undefined;
    if (!source) continue;
    const sameLane = source.top === target.top;
    const gutterY = sameLane || source.y < target.y ? target.top + gutter : target.bottom - gutter;
    connectors.push({
      id: expectation.id,
      state: moment.state === "missed" ? "broken" : "expected",
      path: elbow(source, { x: target.x, y: target.y }, sameLane ? target.bottom - gutter : gutterY),
    });
  }
  return { scale, lanes, connectors, height: top, nowX };
}
