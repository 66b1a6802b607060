import {
  answeredAt,
  askId,
  type Dealing,
  type FileDue,
  type Instant,
  isAnsweredInTime,
  isAskDue,
  type PartnerLine,
  type Silences,
} from "../domain/index.ts";
import { verdictOn } from "../ports/dealings.ts";
import type { Page, Scope } from "../ports/index.ts";
import type { PartnerDocument, PartnerVerdict } from "../wire/index.ts";
import { objectOf } from "./exception-rows.ts";
import type { FeedDeps } from "./feed.ts";
import { isoOf, isoOrNull } from "./formats.ts";
import type { PartnerRead } from "./partners.ts";

/** Minutes from one instant to a later one, rounded; null where it is not later. */
export const minutesAfter = (dueAt: Instant, at: Instant): number | null =>
  at > dueAt ? Math.round((at - dueAt) / 60_000) : null;

/** What one line counts on the days that were read, what was due last first: all of it, or what counts in one way. */
export async function readPartnerDocuments(
  deps: Pick<FeedDeps, "views">,
  scope: Scope,
  read: PartnerRead,
  line: PartnerLine,
  verdict: PartnerVerdict | null,
  limit: number,
  cursor: string | null,
): Promise<Page<PartnerDocument>> {
  const { partner, days, at, silences } = read;
  const [from, to] = [days.weeks[0]?.fromAt ?? at, Math.min(days.weeks.at(-1)?.toAt ?? at, at)];
  if (line.measure === "files" || line.measure === "answers") {
    const all = line.measure === "files" ? fileDocuments(read) : askDocuments(read, from, to);
    const fitting = all
      .filter((one) => one.verdict === verdict || verdict === null)
      .sort((a, b) => (a.dueAt < b.dueAt ? 1 : a.dueAt > b.dueAt ? -1 : a.id < b.id ? -1 : 1));
    return pageFrom(fitting, limit, cursor);
  }
  const asked = { partner: partner.id, line, from, to, verdict, silences };
  const page = await deps.views.dealings(scope, asked, limit, cursor);
  return { ...page, items: page.items.map((dealing) => toDocument(dealing, line, silences, at)) };
}

function toDocument(dealing: Dealing, line: PartnerLine, silences: Silences, at: Instant): PartnerDocument {
  const { ref, expectation, dueAt, metAt, flaw, system, warehouse } = dealing;
  const verdict = verdictOn(dealing, { line, silences });
  return {
    id: `${ref} ${expectation}`,
    object: objectOf(ref),
    dueAt: isoOf(dueAt),
    metAt: isoOrNull(metAt),
    lateMinutes: verdict === "unknown" ? null : minutesAfter(dueAt, metAt ?? at),
    verdict: verdict === "none" ? "unknown" : verdict,
    flaw,
    system,
    warehouse,
  };
}

const fileVerdicts: Readonly<Record<FileDue["came"], PartnerVerdict>> = {
  "in-time": "kept",
  late: "not-kept",
  unknown: "unknown",
};

const fileDocuments = ({ files, partner }: PartnerRead): readonly PartnerDocument[] =>
  files.map(({ system, at, dueAt, came }) => ({
    id: `${partner.id} ${system} ${at}`,
    object: null,
    dueAt: isoOf(dueAt),
    metAt: null,
    lateMinutes: null,
    verdict: fileVerdicts[came],
    flaw: null,
    system,
    warehouse: null,
  }));

const askDocuments = ({ asks, at, partner }: PartnerRead, from: Instant, to: Instant): readonly PartnerDocument[] =>
  asks
    .filter((ask) => isAskDue(ask, from, to))
    .map((ask) => ({
      id: askId(ask.number),
      object: null,
      dueAt: isoOf(ask.dueAt),
      metAt: isoOrNull(answeredAt(ask)),
      lateMinutes: minutesAfter(ask.dueAt, answeredAt(ask) ?? at),
      verdict: isAnsweredInTime(ask) ? "kept" : "not-kept",
      flaw: null,
      system: partner.id,
      warehouse: null,
    }));

/** A page of what is at hand; the cursor is how many rows went before. */
function pageFrom(rows: readonly PartnerDocument[], limit: number, cursor: string | null): Page<PartnerDocument> {
  const start = cursor !== null && /^\d{1,9}$/.test(cursor) ? Number(cursor) : 0;
  const next = start + limit;
  return {
    items: rows.slice(start, next),
    total: rows.length,
    nextCursor: next < rows.length ? String(next) : null,
  };
}
