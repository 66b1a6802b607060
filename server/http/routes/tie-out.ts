import { type KeptStatement, type Money, statementId, type TieOut } from "../../domain/index.ts";
import { minorOf, readTieOut, toTieOutLines, toTieOutRow } from "../../feeds/index.ts";
import type { Scope } from "../../ports/index.ts";
import { type TieOutLine, tieReasons } from "../../wire/index.ts";
import { pageOf as pageSchema } from "../../wire/shapes.ts";
import { statementBody, tieOutLine, tieOutRow } from "../../wire/tie-out-shapes.ts";
import type { Column } from "../export/column.ts";
import { allAtHand, table } from "../export/table.ts";
import { problem, Refused } from "../problems.ts";
import { badParameter, notFound, type Route, route, type Serving } from "../route.ts";
import { ruled } from "../ruling.ts";
import { side, sideOf } from "./postings.ts";

/** Statements of a side that are looked back through. */
const lookedBack = 200;
/** Statements that are laid beside ours in one answer: each reads what was not in the books when it was told. */
const laidAtOnce = 5;

const columns: readonly Column<TieOutLine>[] = [
  { name: "reason", title: "Reason", type: "text", of: (line) => line.reason },
  {
    name: "documents",
    title: "Our documents",
    type: "text",
    of: ({ objects }) => objects.map(({ id }) => id).join(" "),
  },
  { name: "erp_document", title: "The ERP's document", type: "text", of: (line) => line.id },
  { name: "amount", title: "Ours is more by", type: "money", of: ({ amount }) => ({ amount }) },
];

async function tieOf({ feeds }: Serving, scope: Scope, statement: KeptStatement): Promise<TieOut> {
  const tie = await readTieOut(feeds, scope, statement);
  if (tie === null)
    throw new Refused(
      problem(422, "no-rate", `No rate converts ${statement.total.currency}: add one to the network file's company.`),
    );
  return tie;
}

/** The statement that a request names, else the newest of its side; null where nobody told one yet. */
async function statementFor(
  { deps }: Serving,
  scope: Scope,
  query: ReadonlyMap<string, string>,
): Promise<KeptStatement | null> {
  const asked = query.get("statement");
  const found = await deps.views.statements(scope, sideOf(query), lookedBack);
  const statement = asked === undefined ? found[0] : found.find(({ id }) => id === asked);
  if (statement === undefined && asked !== undefined) throw notFound("statement of that id on that side");
  return statement ?? null;
}

async function linesFor(serving: Serving, scope: Scope, query: ReadonlyMap<string, string>) {
  const reason = query.get("reason");
  if (reason !== undefined && !tieReasons.some((one) => one === reason))
    throw badParameter("reason", `must be of ${tieReasons.join(", ")}`);
  const statement = await statementFor(serving, scope, query);
  if (statement === null) return [];
  const lines = toTieOutLines(await tieOf(serving, scope, statement), serving.deps.network());
  return reason === undefined ? lines : lines.filter((line) => line.reason === reason);
}

/** What the ERP says of the same, laid beside ours. */
export const tieOutRoutes: readonly Route[] = [
  route({
    id: "listTieOuts",
    method: "GET",
    path: "/api/v1/postings/tie-out",
    says: "What the ERP itself said is not in its books, newest first, at most five, each beside ours as of when it was asked: the difference by reason, and what is unexplained.",
    query: [side],
    answers: [{ status: 200, says: "Ours beside theirs", schema: pageSchema(tieOutRow) }],
    async handle(serving, { scope, query }) {
      const found = await serving.deps.views.statements(scope, sideOf(query), laidAtOnce);
      const network = serving.deps.network();
      const items = [];
      for (const statement of found) {
        const tie = await readTieOut(serving.feeds, scope, statement);
        if (tie !== null) items.push(toTieOutRow(statement, tie, network));
      }
      return { json: { items, total: items.length, nextCursor: null } };
    },
  }),
  route({
    id: "listTieOutLines",
    method: "GET",
    path: "/api/v1/postings/tie-out/lines",
    says: "The documents by which ours and the ERP's differ, the largest difference first. As JSON; or as a table, by `Accept` or `format`.",
    query: [
      side,
      {
        name: "statement",
        says: "Id of a statement, as T-17, or E-… where a system told it; the newest of the side when not given.",
      },
      { name: "reason", says: `Only of this reason: ${tieReasons.join(", ")}.` },
    ],
    table: table<TieOutLine>({
      name: "tie-out",
      title: "Tie-out",
      columns,
      open: async (serving, { scope, query }) => allAtHand(await linesFor(serving, scope, query)),
    }),
    answers: [{ status: 200, says: "The documents that differ", schema: pageSchema(tieOutLine) }],
    async handle(serving, { scope, query }) {
      const items = await linesFor(serving, scope, query);
      return { json: { items, total: items.length, nextCursor: null } };
    },
  }),
  route({
    id: "stateLedger",
    method: "POST",
    path: "/api/v1/postings/statements",
    says: "Takes down what the ERP itself says is not in its books: its total, and its list of documents where there is one. It is kept in the journal, and changes none of ours.",
    body: statementBody,
    answers: [{ status: 201, says: "Ours beside it", schema: tieOutRow }],
    async handle(serving, { scope, body, person }) {
      const { deps } = serving;
      if (scope.warehouses !== null)
        throw new Refused(problem(403, "forbidden", "What a ledger says is of the whole company."));
      const { currency } = body.total;
      const money = (amount: string, of: string): Money => ({
        minor: minorOf(amount, deps.network().minorUnits(of)) ?? 0,
        currency: of,
      });
      const said = {
        side: body.side,
        by: person.name,
        at: Date.parse(body.at),
        entity: body.entity ?? null,
        period: body.period ?? null,
        total: money(body.total.amount, currency),
        documents:
          body.documents?.map((one) => ({
            id: one.id,
            amount: money(one.amount, one.currency ?? currency),
            freight: money(one.freight ?? "0", one.currency ?? currency).minor,
          })) ?? null,
      };
      // Asked before it is kept: a statement that cannot be laid beside ours is of no use to anybody.
      await tieOf(serving, scope, { ...said, id: "", bySystem: false, keptAt: deps.clock.now() });
      const number = await ruled(serving, { kind: "statement", ...said });
      const statement: KeptStatement = { ...said, id: statementId(number), bySystem: false, keptAt: deps.clock.now() };
      return { status: 201, json: toTieOutRow(statement, await tieOf(serving, scope, statement), deps.network()) };
    },
  }),
];
