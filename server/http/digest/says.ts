import { type DigestRead, isoOf } from "../../feeds/index.ts";
import type {
  DigestCard,
  DigestChange,
  DigestLine,
  DigestLinks,
  DigestPage,
  DigestPromise,
  DigestTone,
} from "../../wire/digest.ts";
import {
  anyHeard,
  changesSaid,
  gapOf,
  heldSaid,
  movedPoints,
  onTimeSaid,
  points,
  type Reporting,
  reporting,
  savedSaid,
  standingOf,
  unbilledSaid,
} from "../../wire/headline.ts";
import type { KpiRow, PledgeRow, SourceRow } from "../../wire/index.ts";
import { count, dayKey, dayName, money, percent, time, weekday, when, zoneName } from "../../wire/written.ts";
import { words } from "./words.ts";

/** The greatest changes that are named; the rest stands in one line. */
const mostChanges = 3;

const line = (text: string, tone: DigestTone = "plain"): DigestLine => ({ text, tone });
const some = (told: boolean, text: () => string, tone?: DigestTone): readonly DigestLine[] =>
  told ? [line(text(), tone)] : [];

/** What the mail says, of what was read. `late`: when it was due, where it leaves late. Pure. */
export function digestSays(read: DigestRead, links: DigestLinks | null, late: string | null = null): DigestPage {
  const { onTime, network, at } = read;
  const { timezone, name } = network.company;
  const { row } = onTime;
  const trust = reporting(read.sources);
  const today = dayKey(at, timezone);
  const week = weekOf(row.from);
  const heard = (source: SourceRow): string | null =>
    source.lastSeenAt === null ? null : when(source.lastSeenAt, at, timezone);
  const [first, ...others] = trust.silent;
  const now = `${weekday(at, timezone)} ${time(at, timezone)} ${zoneName(timezone, at)}`;
  const days = words.days(week, dayName(row.from, today), dayName(row.to, today));
  const { said, sentence } = saidOf(row);
  const silent = first === undefined ? null : ([first.name, others.length, heard(first)] as const);
  return {
    company: name,
    asOf: isoOf(at),
    zone: timezone,
    from: row.from,
    to: row.to,
    ended: row.ended,
    subject: words.subject(week, [said, ...(silent === null ? [] : [words.subjectSilent(...silent)])].join("; ")),
    sentence: { main: sentence, rest: silent === null ? null : words.silent(...silent) },
    about: [
      `${days}${row.ended ? "" : `, ${words.notFinished(now)}`}.`,
      ...(row.ended ? [words.told(now)] : []),
      ...(late === null ? [] : [words.late(late)]),
    ],
    cards: [
      onTimeCard(row),
      heldCard(read, trust),
      unbilledCard(read, trust),
      savedCard(read.saved),
      trustCard(trust, heard),
    ],
    changed: changedOf(read),
    promised: read.pledges.map((pledge) => promisedOf(pledge, read, today)),
    links,
  };
}

/** ISO number of the week that begins on a day; null for a day that begins none. */
function weekOf(from: string): number | null {
  const monday = Date.parse(`${from}T00:00:00Z`);
  if (new Date(monday).getUTCDay() !== 1) return null;
  // A week belongs to the year of its Thursday.
  const thursday = monday + 3 * 86_400_000;
  const first = Date.UTC(new Date(thursday).getUTCFullYear(), 0, 1);
  return Math.floor((thursday - first) / (7 * 86_400_000)) + 1;
}

/** A share, or what it lies between. */
const shareOf = ({ value, bounds }: KpiRow): string =>
  bounds !== null
    ? words.fromTo(percent(bounds.low), percent(bounds.high))
    : value === null
      ? words.noValue
      : percent(value);

/** The same figure in the subject and at the top. */
function saidOf(row: KpiRow): { readonly said: string; readonly sentence: string } {
  const said = onTimeSaid(row);
  switch (said.kind) {
    case "not-measured":
      return { said: words.subjectNotMeasured, sentence: words.notMeasured(said.why) };
    case "none":
      return { said: words.subjectNone, sentence: words.none };
    case "value": {
      const { off } = said;
      const distance =
        off === null ? "" : `, ${off.side === "under" ? words.under(points(off.gap)) : words.over(points(off.gap))}`;
      return {
        said: words.subjectValue(shareOf(row)) + distance,
        sentence: words.shipped(shareOf(row)) + distance,
      };
    }
  }
}

const beforeOf = ({ ended, previous }: KpiRow): string =>
  !ended ? words.notCompared : previous.value === null ? words.beforeNone : words.before(percent(previous.value));

function onTimeCard(row: KpiRow): DigestCard {
  const { value, target, unknown, bounds, coverage } = row;
  const card = (word: DigestLine | null, lines: readonly DigestLine[]): DigestCard => ({
    id: "on-time",
    title: words.onTime,
    value: value === null ? words.noValue : percent(value),
    aside: null,
    word,
    lines,
  });
  const standing = standingOf(row);
  if (standing === "not-measured") return card(line(row.notMeasured ?? words.measuredNot, "unknown"), []);
  const low = bounds === null ? words.unknownBare(count(unknown)) : null;
  return card(
    target === null || value === null
      ? null
      : standing === "met"
        ? line(words.met(percent(target)), "good")
        : standing === "missed"
          ? line(words.under(points(gapOf(row) ?? 0)), "bad")
          : line(words.targetOpen(percent(target)), "unknown"),
    [
      line(`${words.known(row.denominator)}; ${beforeOf(row)}`),
      ...some(
        unknown > 0,
        () => low ?? words.unknownBetween(count(unknown), percent(bounds?.low ?? 0), percent(bounds?.high ?? 0)),
        "unknown",
      ),
      ...some(row.state === "incomplete", () => words.partly(coverage.heard, coverage.of), "unknown"),
    ],
  );
}

/** Nothing to count, where nothing could have told of it. */
const unheard = { value: words.noValue, aside: null, word: line(words.unheard, "unknown"), lines: [] } as const;

function heldCard({ held, causes, sources }: DigestRead, { silent }: Reporting): DigestCard {
  const { objects, top, share } = heldSaid(held, causes);
  const card = { id: "held", title: words.held } as const;
  if (objects === 0 && !anyHeard(sources)) return { ...card, ...unheard };
  const sums = held.money.map(({ amount, currency, side }) =>
    side === "cost" ? words.atCost(money(amount, currency)) : money(amount, currency),
  );
  return {
    ...card,
    value: count(objects),
    aside: sums.length === 0 ? null : sums.join(" · "),
    word: null,
    lines: [
      line(objects === 0 ? words.heldNone(silent.length > 0) : words.causes(top.length, percent(share, 0))),
      ...some(held.unknown > 0, () => words.ofUnknownAmount(held.unknown), "unknown"),
      ...some(silent.length > 0, () => words.notIn(silent.map(({ name }) => name).join(", ")), "unknown"),
    ],
  };
}

function unbilledCard({ revenue, tie, at, network, sources }: DigestRead, { silent }: Reporting): DigestCard {
  const said = revenue === null ? null : unbilledSaid(revenue);
  const card = { id: "unbilled", title: words.unbilled } as const;
  if (tie === null && (said?.documents ?? 0) === 0 && !anyHeard(sources)) return { ...card, ...unheard };
  const { timezone } = network.company;
  const told = tie === null ? null : when(tie.statement.at, at, timezone);
  const tied = tie !== null && Number(tie.unexplained) === 0;
  return {
    ...card,
    value: said === null ? words.noValue : said.amount === null ? words.unknown : money(said.amount, said.currency),
    aside: null,
    word:
      tie === null || told === null
        ? line(words.noTie, "unknown")
        : tied
          ? line(words.tied(told), "good")
          : line(words.untied(money(tie.unexplained, tie.currency), told), "bad"),
    lines:
      said === null
        ? []
        : [
            line(words.documents(said.documents)),
            ...some(said.unvalued > 0 && said.amount !== null, () => words.ofUnknownAmount(said.unvalued), "unknown"),
            ...some(said.estimate !== 0, () => words.estimated(money(said.estimate, said.currency)), "unknown"),
            ...some(silent.length > 0, () => words.notBilled(silent.map(({ name }) => name).join(", ")), "unknown"),
          ],
  };
}

function savedCard(row: KpiRow | null): DigestCard {
  const card = { id: "saved", title: words.saved } as const;
  const said = savedSaid(row);
  if (row === null || said === null)
    return {
      ...card,
      value: words.noValue,
      aside: null,
      word: line(row?.notMeasured ?? words.measuredNot, "unknown"),
      lines: [line(words.savedWhy)],
    };
  const { ended, previous } = row;
  const missedBefore = previous.denominator - previous.numerator;
  return {
    ...card,
    value: count(said.saved),
    aside: words.savedAnd(words.missedN(count(said.missed))),
    word: null,
    lines: [
      line(words.savedWhy),
      line(
        ended
          ? words.before(`${words.savedN(count(previous.numerator))}, ${words.missedN(count(missedBefore))}`)
          : words.notCompared,
      ),
      ...some(row.state === "incomplete", () => words.partly(row.coverage.heard, row.coverage.of), "unknown"),
    ],
  };
}

function trustCard(
  { heard, of, silent, sampled, dated }: Reporting,
  at: (source: SourceRow) => string | null,
): DigestCard {
  const namesOf = (sources: readonly SourceRow[]): string => sources.map(({ name }) => name).join(", ");
  return {
    id: "trust",
    title: words.trust,
    value: count(heard),
    aside: words.ofSources(of),
    word:
      silent.length > 0
        ? line(silent.map((source) => words.silentSince(source.name, at(source))).join(", "), "unknown")
        : of === 0
          ? line(words.noSources, "unknown")
          : heard === of
            ? line(words.allReport, "good")
            : null,
    lines: [
      ...some(sampled.length > 0, () => words.sampled(namesOf(sampled), sampled.length), "unknown"),
      ...some(dated.length > 0, () => words.dated(namesOf(dated), dated.length), "unknown"),
    ],
  };
}

function changedOf({ onTime }: DigestRead): DigestPage["changed"] {
  const said = changesSaid(onTime, mostChanges);
  const { row } = onTime;
  if (said === null) return { parts: [], total: null, note: words.changedNone };
  const { grain } = said;
  const change = (moved: number, text: string): DigestChange => ({
    points: movedPoints(moved, grain),
    text,
    tone: moved < 0 ? "bad" : moved > 0 ? "good" : "plain",
  });
  return {
    parts: [
      ...said.parts.map(({ key, name, moved }) =>
        change(moved, key === null ? words.notTold : `${key} ${name ?? ""}`.trim()),
      ),
      ...(said.rest === null ? [] : [change(said.rest.moved, words.rest(said.rest.parts))]),
    ],
    total: change(said.change, words.fromTo(percent(row.previous.value ?? 0), percent(row.value ?? 0))),
    note: !row.ended ? words.changedOpen : said.parts.length === 0 ? words.changedStill : null,
  };
}

function promisedOf({ text, owner, closed, over, dueOn }: PledgeRow, read: DigestRead, today: string): DigestPromise {
  const { company, teams } = read.network;
  const state = (): DigestLine => {
    if (closed === null)
      return over
        ? line(words.promiseOver(dayName(dueOn, today)), "bad")
        : line(words.promiseOpen(dayName(dueOn, today)));
    const day = dayName(dayKey(closed.at, company.timezone), today);
    return closed.end === "kept"
      ? line(words.promiseKept(day, closed.by), "good")
      : line(words.promiseDropped(day, closed.by));
  };
  return { text, state: state(), owner: owner.person ?? teams.get(owner.team)?.name ?? owner.team };
}
