import { createHash } from "node:crypto";
import {
  type AccrualField,
  accrualFields,
  type BooksBlock,
  booksBlocks,
  closeOf,
  dayStart,
  type Network,
  periodById,
  periodToClose,
} from "../../domain/index.ts";
import {
  type CloseAsked,
  readBurnDown,
  readCloseNow,
  readCloseRow,
  signedOf,
  snapshotText,
  toAccrualRow,
} from "../../feeds/index.ts";
import type { Scope } from "../../ports/index.ts";
import {
  accrualRow,
  closeBurnDown,
  closeRow,
  reopeningBody,
  signatureBody,
  termsBody,
  termsDecided,
} from "../../wire/close-shapes.ts";
import type { AccrualRow } from "../../wire/index.ts";
import { pageOf as pageSchema } from "../../wire/shapes.ts";
import type { Column } from "../export/column.ts";
import { allAtHand, table } from "../export/table.ts";
import { problem, Refused } from "../problems.ts";
import { badParameter, notFound, type Parameter, type Request, type Route, route, type Serving } from "../route.ts";
import { ruled } from "../ruling.ts";
import { decideTerms, takeTermsBack } from "../terms.ts";

/** Lines that one signature may freeze: a ruling is never dropped. */
const mostSigned = 10_000;

const entity: Parameter = {
  name: "entity",
  says: "Company in the ledger, as the network file names it; all together when not given.",
};
const of: Parameter = {
  name: "of",
  says: "signed: as it was signed; now: as it would be if the period closed now. What was signed when not given, where somebody has.",
};
/** `{period}` in a path: also `current`. */
const current = "Period as the ledger calls it, or current: the one that closes next.";

const amount = ({ side, revenue, cost }: AccrualRow) => (side === "revenue" ? revenue : cost);

/** Each field as a column of its own; a programme reads it by its name. */
const fields: { readonly [F in AccrualField]: Column<AccrualRow> } = {
  id: { name: "id", title: "Id", type: "text", of: (row) => row.id },
  order: { name: "order", title: "Order", type: "text", of: (row) => row.orders.join(" ") || null },
  document: { name: "document", title: "Document", type: "text", of: (row) => row.object.id },
  kind: { name: "kind", title: "What is missing", type: "text", of: (row) => row.kind },
  customer: { name: "customer", title: "Customer", type: "text", of: (row) => row.customer },
  units: { name: "units", title: "Units", type: "number", of: (row) => row.units },
  uom: { name: "uom", title: "Unit of measure", type: "text", of: (row) => row.uom },
  revenue: { name: "revenue", title: "Revenue", type: "money", of: (row) => row.revenue },
  cost: { name: "cost", title: "Cost", type: "money", of: (row) => row.cost },
  amount: { name: "amount", title: "Amount", type: "money", of: amount },
  currency: { name: "currency", title: "Currency", type: "text", of: (row) => amount(row)?.currency ?? null },
  estimate: { name: "estimate", title: "Estimate", type: "bool", of: (row) => row.estimate },
  debit: { name: "debit", title: "Debit", type: "text", of: (row) => row.account?.debit ?? null },
  credit: { name: "credit", title: "Credit", type: "text", of: (row) => row.account?.credit ?? null },
  entity: { name: "entity", title: "Company", type: "text", of: (row) => row.entity },
  warehouse: { name: "warehouse", title: "Warehouse", type: "text", of: (row) => row.warehouse },
  period: { name: "period", title: "Period", type: "text", of: (row) => row.period },
  date: { name: "date", title: "Date", type: "day", of: (row) => row.date },
  reversal: { name: "reversal", title: "Reversal", type: "day", of: (row) => row.reversal },
};
const columns = accrualFields.map((field) => fields[field]);

/** The ERP's own import columns, as the network file names them; else all fields. */
function columnsNow({ deps }: Serving): readonly Column<AccrualRow>[] {
  const named = closeOf(deps.network()).columns;
  if (named.length === 0) return columns;
  return named.map(({ title, of: field, value }) =>
    field === undefined
      ? { name: title, title, type: "text", of: () => value ?? null }
      : { ...fields[field], name: title, title },
  );
}

type Asking = Pick<Request<never>, "scope" | "query" | "param">;

/** The closing that a request is about. A ledger is of the whole company: who sees a part of its buildings sees no part of it. */
function askedOf({ deps }: Serving, { scope, query, param }: Asking): CloseAsked {
  if (scope.warehouses !== null)
    throw new Refused(problem(403, "forbidden", "What closes a ledger is of the whole company."));
  const network = deps.network();
  const id = param("period");
  const period = id === "current" ? periodToClose(network, deps.clock.now()) : periodById(network, id);
  if (period === null) throw notFound("period of that name");
  const named = query.get("entity") || null;
  if (named !== null && !closeOf(network).entities.some((one) => one.id === named))
    throw badParameter("entity", "must be a company of the network file");
  return { period, entity: named };
}

const closingOf = ({ deps }: Serving, scope: Scope, { period, entity }: CloseAsked) =>
  deps.views.closing(scope, period.id, entity);

/** The signed list, or as it would be now. */
async function accrualsOf(serving: Serving, request: Asking): Promise<readonly AccrualRow[]> {
  const asked = askedOf(serving, request);
  const which = request.query.get("of");
  if (which !== undefined && which !== "signed" && which !== "now") throw badParameter("of", "must be of signed, now");
  const network = serving.deps.network();
  const closing = which === "now" ? undefined : await closingOf(serving, request.scope, asked);
  const signed = closing === undefined ? null : signedOf(closing);
  if (which === "signed" && signed === null) throw notFound("signed list of that period");
  const lines = signed?.lines ?? (await readCloseNow(serving.feeds, request.scope, asked)).lines;
  const side = ({ side: of }: { readonly side: BooksBlock }): number => booksBlocks.indexOf(of);
  return lines.toSorted((a, b) => side(a) - side(b)).map((line) => toAccrualRow(line, asked, network));
}

/** What the preparer signs: what stands at that moment, frozen with its hash. */
async function frozen(serving: Serving, scope: Scope, asked: CloseAsked, network: Network) {
  const { read, lines } = await readCloseNow(serving.feeds, scope, asked);
  if (lines.length > mostSigned)
    throw new Refused(problem(422, "too-many-lines", `A signature freezes at most ${mostSigned} lines.`));
  const snapshot = snapshotText(read, lines, network);
  return { snapshot, hash: createHash("sha256").update(snapshot, "utf8").digest("hex") };
}

/** The closing of the books. */
export const closeRoutes: readonly Route[] = [
  route({
    id: "getClose",
    method: "GET",
    path: "/api/v1/close/{period}",
    says: `How the closing of a period stands: what keeps it open by cause and owner, dates in the wrong period, what would be accrued, who signed, and what became of it since. ${current}`,
    query: [entity],
    answers: [{ status: 200, says: "The closing", schema: closeRow }],
    handle: async (serving, request) => ({
      json: await readCloseRow(serving.feeds, request.scope, askedOf(serving, request)),
    }),
  }),
  route({
    id: "listAccruals",
    method: "GET",
    path: "/api/v1/close/{period}/accruals",
    says: "What is accrued in a period and taken back on the first day of the next. As JSON; or as a table in the import columns of the network file, by `Accept` or `format`.",
    query: [entity, of],
    table: table<AccrualRow>({
      name: "accruals",
      title: "Accruals",
      columns,
      columnsNow,
      open: async (serving, request) => allAtHand(await accrualsOf(serving, request)),
    }),
    answers: [{ status: 200, says: "The accrual list", schema: pageSchema(accrualRow) }],
    async handle(serving, request) {
      const items = await accrualsOf(serving, request);
      return { json: { items, total: items.length, nextCursor: null } };
    },
  }),
  route({
    id: "getCloseBurnDown",
    method: "GET",
    path: "/api/v1/close/{period}/burn-down",
    says: "How many documents of a period were not in the books at the end of each of its days, by what is known now.",
    query: [entity],
    answers: [{ status: 200, says: "By day", schema: closeBurnDown }],
    handle: async (serving, request) => ({
      json: await readBurnDown(serving.feeds, request.scope, askedOf(serving, request)),
    }),
  }),
  route({
    id: "getCloseSnapshot",
    method: "GET",
    path: "/api/v1/close/{period}/snapshot",
    says: "What was signed, byte for byte: the SHA-256 of this answer is the hash of the signature.",
    query: [entity],
    answers: [{ status: 200, says: "The snapshot", schema: null }],
    async handle(serving, request) {
      const closing = await closingOf(serving, request.scope, askedOf(serving, request));
      if (closing?.snapshot == null) throw notFound("signed snapshot of that period");
      return { text: closing.snapshot, type: "application/json; charset=utf-8" };
    },
  }),
  route({
    id: "signClose",
    method: "POST",
    path: "/api/v1/close/{period}/signatures",
    says: "Signs a period: as preparer, which freezes the accrual list as it stands; or as reviewer, another person, who says by its hash what they saw.",
    query: [entity],
    body: signatureBody,
    answers: [{ status: 201, says: "The closing", schema: closeRow }],
    async handle(serving, request) {
      const { scope, body, person } = request;
      const { deps } = serving;
      const asked = askedOf(serving, request);
      const network = deps.network();
      if (asked.entity === null && closeOf(network).entities.length > 0)
        throw new Refused(problem(422, "entity-needed", "The books are closed by company: say which."));
      if (dayStart(network, asked.period.from) > deps.clock.now())
        throw new Refused(problem(422, "lies-ahead", "The period has not begun."));
      const signed =
        body.as === "reviewer" ? { hash: body.hash, snapshot: null } : await frozen(serving, scope, asked, network);
      const { period, entity: company } = asked;
      await ruled(serving, { kind: "close-signed", period: period.id, entity: company, by: person.name, ...signed });
      return { status: 201, json: await readCloseRow(serving.feeds, scope, asked) };
    },
  }),
  route({
    id: "reopenClose",
    method: "POST",
    path: "/api/v1/close/{period}/reopenings",
    says: "Takes the signatures back, with a reason; what was signed stays in the journal, and can be prepared again.",
    query: [entity],
    body: reopeningBody,
    answers: [{ status: 201, says: "The closing", schema: closeRow }],
    async handle(serving, request) {
      const asked = askedOf(serving, request);
      const { period, entity: company } = asked;
      const by = request.person.name;
      const { reason } = request.body;
      await ruled(serving, { kind: "close-reopened", period: period.id, entity: company, by, reason });
      return { status: 201, json: await readCloseRow(serving.feeds, request.scope, asked) };
    },
  }),
  route({
    id: "decideTerms",
    method: "POST",
    path: "/api/v1/close/{period}/terms",
    says: "Decides the terms of sale of shipments or orders of which nobody told any that are known: by them it is told in which period they are earned. What the ERP tells later goes before it.",
    query: [entity],
    body: termsBody,
    answers: [{ status: 201, says: "The decision, and the closing after it", schema: termsDecided }],
    async handle(serving, { scope, body, person, ...asking }) {
      const asked = askedOf(serving, { scope, ...asking });
      const actionId = await decideTerms(serving, scope, body, person.name);
      return { status: 201, json: { actionId, close: await readCloseRow(serving.feeds, scope, asked) } };
    },
  }),
  route({
    id: "takeTermsBack",
    method: "DELETE",
    path: "/api/v1/close/{period}/terms/{id}",
    says: "Takes a decision about terms of sale back, while nothing newer holds.",
    query: [entity],
    answers: [{ status: 200, says: "The closing after it", schema: closeRow }],
    async handle(serving, { scope, person, ...asking }) {
      const asked = askedOf(serving, { scope, ...asking });
      await takeTermsBack(serving, asking.param("id"), person.name);
      return { json: await readCloseRow(serving.feeds, scope, asked) };
    },
  }),
];
