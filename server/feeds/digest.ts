import { dayAt, figureNamed, type Network, type Period, weekOf } from "../domain/index.ts";
import type { Scope } from "../ports/index.ts";
import type { HeldRow, KpiDetail, KpiRow, PledgeRow, PostingTable, SourceRow, TieOutRow } from "../wire/index.ts";
import { causeRows } from "./causes.ts";
import { readExceptionFilter } from "./exception-filter.ts";
import type { FeedDeps } from "./feed.ts";
import { toHeldRow } from "./held.ts";
import { readKpis, toKpiDetail, toKpiRows } from "./kpis.ts";
import { periodFor } from "./kpis-ask.ts";
import { pledgesTold, toPledgeRow } from "./pledges.ts";
import { readPostings, toPostingTables } from "./postings.ts";
import { readPostingsAsked } from "./postings-ask.ts";
import { readSourceRows, readSources } from "./sources.ts";
import { readTieOut, toTieOutRow } from "./tie-out.ts";

type Deps = Pick<FeedDeps, "views" | "network" | "clock" | "postings">;

/** `last`: the week that is over, as the mail has on Monday; `this`: that of yesterday, up to today, as the page shows. */
export const digestWeeks = ["this", "last"] as const;
export type DigestWeek = (typeof digestWeeks)[number];

/** What the Monday mail is made of: the rows that the scorecard shows. */
export interface DigestRead {
  readonly at: number;
  readonly network: Network;
  readonly onTime: KpiDetail;
  readonly saved: KpiRow | null;
  readonly held: HeldRow;
  /** Objects that each cause holds up. */
  readonly causes: readonly number[];
  /** The revenue side, of what was shipped and not billed. */
  readonly revenue: PostingTable | null;
  /** The newest that the ERP said of the same, beside ours. */
  readonly tie: TieOutRow | null;
  readonly sources: readonly SourceRow[];
  readonly pledges: readonly PledgeRow[];
}

/** Days of a week, on the company's clock. */
export function digestPeriod(week: DigestWeek, at: number, network: Network): Period {
  if (week === "this") return periodFor({ period: null, warehouse: null, asOf: null, recorded: false }, at, network);
  return weekOf(weekOf(dayAt(at, null, { network })).from - 1);
}

const unresolved = new Map([["state", "open,acknowledged,snoozed"]]);
const notBilled = new Map([["kind", "shipped-not-billed"]]);

/** Reads them, of what may be seen. */
export async function readDigest(deps: Deps, scope: Scope, week: DigestWeek): Promise<DigestRead> {
  const network = deps.network();
  const at = deps.clock.now();
  const asked = { period: digestPeriod(week, at, network), warehouse: null, asOf: null, recorded: false };
  const definitions = ["on-time-shipment", "saved-before-cutoff"].flatMap((id) => figureNamed(id) ?? []);
  const [onTime] = definitions;
  if (onTime === undefined) throw new Error("there is no figure of what leaves on time");
  const [figures, all, causes, books, statements, sources, heard, pledges] = await Promise.all([
    readKpis(deps, scope, asked, definitions),
    deps.views.exceptions(scope, readExceptionFilter(unresolved).filter, "cutoff", 1, null),
    causeRows(deps, scope, unresolved),
    readPostings(deps, scope, readPostingsAsked(notBilled).asked),
    deps.views.statements(scope, "revenue", 1),
    readSourceRows(deps, scope),
    readSources(deps, scope),
    deps.views.pledges(scope, at - pledgesTold),
  ]);
  const [statement] = statements;
  const tie = statement === undefined ? null : await readTieOut(deps, scope, statement);
  return {
    at,
    network,
    onTime: toKpiDetail(
      { ...figures, by: "warehouse", parts: figures.told.cells.filter(({ figure }) => figure === onTime.id) },
      onTime,
      network,
    ),
    saved: toKpiRows(figures, network, definitions).find(({ id }) => id === "saved-before-cutoff") ?? null,
    held: toHeldRow(all.held, network),
    causes: causes.map(({ held }) => held.objects),
    revenue: toPostingTables(books, network, heard).find(({ id }) => id === "revenue") ?? null,
    tie: statement === undefined || tie === null ? null : toTieOutRow(statement, tie, network),
    sources,
    pledges: pledges.map((pledge) => toPledgeRow(pledge, network, at)),
  };
}
