import type { AccrualLine, KeptClosing, KeptStatement, LedgerPeriod } from "../domain/index.ts";
import { booksBlocks, periodBeside } from "../domain/index.ts";
import type { Scope } from "../ports/index.ts";
import type { CloseCheck, CloseDrift, CloseRow } from "../wire/index.ts";
import { readAccruals, readDrift } from "./closing-lines.ts";
import { type PapersReader, papersReader } from "./closing-papers.ts";
import { type CloseAsked, type CloseRead, readClose } from "./closing-read.ts";
import { toCloseRow, toDriftRow } from "./closing-rows.ts";
import type { FeedDeps } from "./feed.ts";
import { isoOf, moneyText } from "./formats.ts";
import { readTieOut } from "./tie-out.ts";

type Deps = Pick<FeedDeps, "views" | "network" | "clock" | "postings">;

/** Statements of a side that are looked back through for one of the period. */
const lookedBack = 20;
/** So long what was read is told again where nothing was committed meanwhile: many look at the same period. */
const keptFor = 5_000;

/** What keeps a period open, with the accrual list if it closed now. */
export interface CloseNow {
  readonly read: CloseRead;
  readonly lines: readonly AccrualLine[];
  readonly reader: PapersReader;
  /** What became of a signed list by then, by the hash of the signature. */
  readonly drifts: Map<string, Promise<CloseDrift | null>>;
  /** Whether each side ties; read when it is first asked for. */
  readonly ties: () => Promise<readonly CloseCheck[]>;
}

interface KeptNow {
  readonly seq: number;
  readonly at: number;
  readonly hash: string;
  readonly now: Promise<CloseNow>;
}

const shelves = new WeakMap<FeedDeps["views"], Map<string, KeptNow>>();

/** Reads what keeps a period open and what would be accrued; several who ask at once share one reading. */
export async function readCloseNow(deps: Deps, scope: Scope, asked: CloseAsked): Promise<CloseNow> {
  const shelf = shelves.get(deps.views) ?? new Map<string, KeptNow>();
  shelves.set(deps.views, shelf);
  const [seq, at, { hash }] = [await deps.views.seq(), deps.clock.now(), deps.network()];
  const key = JSON.stringify([scope.warehouses, asked.period.id, asked.entity]);
  const kept = shelf.get(key);
  if (kept !== undefined && kept.seq === seq && kept.hash === hash && at - kept.at < keptFor) return kept.now;
  const now = read();
  // What failed is not told again.
  now.catch(() => shelf.delete(key));
  shelf.set(key, { seq, at, hash, now });
  for (const [other, { at: since }] of shelf) if (at - since > keptFor) shelf.delete(other);
  return now;

  async function read(): Promise<CloseNow> {
    const reader = papersReader(deps.views, scope);
    const found = await readClose(deps, scope, asked, reader);
    return {
      read: found,
      lines: await readAccruals(deps, reader, found),
      reader,
      drifts: new Map(),
      ties: onceAsked(() => readTies(deps, scope, asked)),
    };
  }
}

/** How the closing of a period stands. */
export async function readCloseRow(deps: Deps, scope: Scope, asked: CloseAsked): Promise<CloseRow> {
  const { period, entity } = asked;
  const network = deps.network();
  const now = await readCloseNow(deps, scope, asked);
  const closing = await deps.views.closing(scope, period.id, entity);
  const before = periodBeside(network, period, "before");
  const drift =
    (await driftFor(deps, closing, now)) ?? (before === null ? null : await driftOfPeriod(deps, scope, before, entity));
  const ties = await now.ties();
  return toCloseRow({ read: now.read, lines: now.lines, ties, closing, drift }, network);
}

async function driftOfPeriod(
  deps: Deps,
  scope: Scope,
  period: LedgerPeriod,
  entity: string | null,
): Promise<CloseDrift | null> {
  const closing = await deps.views.closing(scope, period.id, entity);
  if (closing === undefined || closing.prepared === null) return null;
  const asked = { period, entity };
  return driftFor(deps, closing, await readCloseNow(deps, scope, asked));
}

/** The same answer to everybody who asks. */
function onceAsked<T>(ask: () => Promise<T>): () => Promise<T> {
  let told: Promise<T> | null = null;
  return () => {
    told ??= ask();
    return told;
  };
}

/** Computed once for what stands and what was signed. */
async function driftFor(
  deps: Pick<Deps, "network">,
  closing: KeptClosing | undefined,
  { read, lines, reader, drifts }: CloseNow,
): Promise<CloseDrift | null> {
  if (closing === undefined || closing.hash === null) return null;
  const key = `${closing.hash} ${closing.reviewed?.at ?? ""}`;
  const known = drifts.get(key);
  if (known !== undefined) return known;
  const drift = readDrift(deps, reader, closing, read, lines).then((found) =>
    found === null ? null : toDriftRow(closing, found, deps.network()),
  );
  drifts.set(key, drift);
  return drift;
}

/** Whether each side ties to what the ERP said last of the period, or of any, and of the company, or of all. */
async function readTies(deps: Deps, scope: Scope, { period, entity }: CloseAsked): Promise<readonly CloseCheck[]> {
  const checks: CloseCheck[] = [];
  for (const side of booksBlocks) {
    const told = await deps.views.statements(scope, side, lookedBack);
    const fits = (one: KeptStatement): boolean =>
      one.entity === entity && (one.period === null || one.period === period.id);
    const statement = told.find(fits);
    const tie = statement === undefined ? null : await readTieOut(deps, scope, statement);
    if (statement === undefined || tie === null) {
      checks.push({ id: side, state: "untold", at: null, amount: null, count: null });
      continue;
    }
    const { currency } = deps.network().company;
    checks.push({
      id: side,
      state: tie.unexplained === 0 ? "done" : "open",
      at: isoOf(statement.at),
      amount: moneyText({ minor: tie.unexplained, currency }, deps.network()).amount,
      count: null,
    });
  }
  return checks;
}
