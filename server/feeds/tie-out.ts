import {
  dateOf,
  type KeptStatement,
  type LedgerStatement,
  type Network,
  type Owed,
  reportedOn,
  type TieOut,
  tieOutOf,
  tieReasons,
} from "../domain/index.ts";
import type { Scope } from "../ports/index.ts";
import type { StatementRow, TieOutLine, TieOutRow } from "../wire/index.ts";
import { objectOf } from "./exception-rows.ts";
import type { FeedDeps } from "./feed.ts";
import { isoOf, moneyText } from "./formats.ts";
import { owedIn } from "./postings-book.ts";

/** A statement laid beside what we know of the instant at which the ERP was asked; null where no rate converts it. */
export async function readTieOut(
  { views, network }: Pick<FeedDeps, "views" | "network">,
  scope: Scope,
  statement: KeptStatement,
): Promise<TieOut | null> {
  const owed: Owed[] = [];
  const { at, side } = statement;
  for await (const life of owedIn(views, scope, { from: at, to: at }, null))
    if (life.owed.block === side) owed.push(life.owed);
  return tieOutOf(owed, statement, reportedAt(statement, network()));
}

/** Amounts by the rates of the ledger's day on which the ERP was asked. */
function reportedAt(
  { at }: Pick<LedgerStatement, "at">,
  network: Pick<Network, "company" | "minorUnits" | "offsetAt">,
) {
  return reportedOn(network, dateOf(at + network.offsetAt(network.company.timezone, at) * 60_000));
}

/** Ours beside theirs as it is told. Pure. */
export function toTieOutRow(statement: KeptStatement, tie: TieOut, network: Network): TieOutRow {
  const { currency } = network.company;
  const text = (minor: number): string => moneyText({ minor, currency }, network).amount;
  return {
    statement: toStatementRow(statement, network),
    currency,
    ours: text(tie.ours),
    theirs: text(tie.theirs),
    difference: text(tie.difference),
    reasons: tieReasons.flatMap((reason) => {
      const its = tie.lines.filter((line) => line.reason === reason);
      const minor = its.reduce((sum, line) => sum + line.minor, 0);
      return its.length === 0 ? [] : [{ reason, amount: text(minor), documents: its.length }];
    }),
    unexplained: text(tie.unexplained),
    tied: tie.tied,
    apart: tie.apart,
  };
}

function toStatementRow(statement: KeptStatement, network: Pick<Network, "minorUnits" | "systems">): StatementRow {
  return {
    id: statement.id,
    side: statement.side,
    by: statement.bySystem ? (network.systems.get(statement.by)?.name ?? statement.by) : statement.by,
    bySystem: statement.bySystem,
    keptAt: isoOf(statement.keptAt),
    at: isoOf(statement.at),
    entity: statement.entity,
    period: statement.period,
    total: moneyText(statement.total, network),
    documents: statement.documents?.length ?? null,
  };
}

/** The documents that differ, the largest difference first. Pure. */
export function toTieOutLines(tie: TieOut, network: Pick<Network, "company" | "minorUnits">): readonly TieOutLine[] {
  const { currency } = network.company;
  return [...tie.lines]
    .sort((a, b) => Math.abs(b.minor) - Math.abs(a.minor))
    .map(({ reason, refs, id, minor }) => ({
      reason,
      objects: refs.map(objectOf),
      id,
      amount: moneyText({ minor, currency }, network).amount,
    }));
}
