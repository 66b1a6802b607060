import { linesWith, type PartnerConfig, type PartnerLine, type Period, weekOf } from "../../domain/index.ts";
import {
  dayOfDate,
  readPartner,
  readPartnerDays,
  readPartnerDocuments,
  toPartnerRow,
  toPartnerScore,
} from "../../feeds/index.ts";
import type { Scope } from "../../ports/index.ts";
import { type PartnerDocument, type PartnerRow, partnerVerdicts } from "../../wire/index.ts";
import { partnerDocument, partnerPacket, partnerRow, partnerScore } from "../../wire/partners-shapes.ts";
import { pageOf as pageSchema } from "../../wire/shapes.ts";
import type { Column } from "../export/column.ts";
import { table, walk } from "../export/table.ts";
import { documentFor, makePacket } from "../packet/packet.ts";
import { packetCsv } from "../packet/packet-csv.ts";
import { packetPdf } from "../packet/packet-pdf.ts";
import { problem, Refused } from "../problems.ts";
import {
  badParameter,
  notFound,
  type Parameter,
  pageOf,
  paging,
  type Reply,
  type Request,
  type Route,
  route,
  type Serving,
} from "../route.ts";

const days: readonly Parameter[] = [
  { name: "from", says: "First day on the partner's clock, as 2026-08-31; with `to`. Without both: thirteen weeks." },
  { name: "to", says: "Last day, as 2026-11-22." },
];

const columns: readonly Column<PartnerDocument>[] = [
  { name: "id", title: "Id", type: "text", of: (row) => row.id },
  { name: "kind", title: "Kind", type: "text", of: ({ object }) => object?.kind ?? null },
  { name: "document", title: "Document", type: "text", of: ({ object }) => object?.id ?? null },
  { name: "due_at", title: "Due", type: "instant", of: (row) => row.dueAt },
  { name: "met_at", title: "Came", type: "instant", of: (row) => row.metAt },
  { name: "late_minutes", title: "Minutes late", type: "number", of: (row) => row.lateMinutes },
  { name: "state", title: "Counts as", type: "text", of: (row) => row.verdict },
  { name: "flaw", title: "Flaw", type: "text", of: (row) => row.flaw },
  { name: "system", title: "System", type: "text", of: (row) => row.system },
  { name: "warehouse", title: "Warehouse", type: "text", of: (row) => row.warehouse },
];

function partnerFor({ deps }: Serving, id: string): PartnerConfig {
  const partner = deps.network().partners.get(id);
  if (partner === undefined) throw notFound("partner of that id");
  return partner;
}

function lineFor({ deps }: Serving, partner: PartnerConfig, id: string | undefined): PartnerLine {
  const lines = linesWith(partner, deps.network());
  const line = lines.find((one) => one.id === id);
  if (line === undefined) throw badParameter("line", `must be of ${lines.map((one) => one.id).join(", ") || "none"}`);
  return line;
}

function periodBy(query: ReadonlyMap<string, string>): Period | null {
  const { period, faults } = readPartnerDays(query);
  const [first] = faults;
  if (first !== undefined)
    throw new Refused(problem(400, "bad-parameter", `${first.path} ${first.message}`, { faults }));
  const told = query.get("week");
  if (told === undefined) return period;
  const day = dayOfDate(told);
  if (day === null) throw badParameter("week", "must be a date, as 2026-11-16");
  const week = weekOf(day);
  if (period === null) return week;
  const within = { from: Math.max(week.from, period.from), to: Math.min(week.to, period.to) };
  if (within.from >= within.to) throw badParameter("week", "must lie between from and to");
  return within;
}

async function documentsFor(serving: Serving, request: Pick<Request<never>, "scope" | "query" | "param">) {
  const { scope, query, param } = request;
  const partner = partnerFor(serving, param("id"));
  const line = lineFor(serving, partner, query.get("line"));
  const state = query.get("state");
  const verdict = partnerVerdicts.find((one) => one === state) ?? null;
  if (state !== undefined && verdict === null) throw badParameter("state", `must be of ${partnerVerdicts.join(", ")}`);
  const read = await readPartner(serving.feeds, scope, partner, periodBy(query));
  return (limit: number, cursor: string | null) =>
    readPartnerDocuments(serving.feeds, scope, read, line, verdict, limit, cursor);
}

type PacketForm = "json" | "csv" | "pdf";

function packetFormOf(accept: string | undefined, query: ReadonlyMap<string, string>): PacketForm {
  const named = query.get("format");
  if (named === "json" || named === "csv" || named === "pdf") return named;
  if (named !== undefined) throw badParameter("format", "must be of json, csv, pdf");
  if (accept === undefined || /\bapplication\/json\b/i.test(accept)) return "json";
  if (/\bapplication\/pdf\b/i.test(accept)) return "pdf";
  return /\btext\/csv\b/i.test(accept) ? "csv" : "json";
}

async function packetReply(
  serving: Serving,
  { scope, query, param, accept }: Pick<Request<never>, "scope" | "query" | "param" | "accept">,
): Promise<Reply> {
  const form = packetFormOf(accept, query);
  const partner = partnerFor(serving, param("id"));
  const line = query.get("line") === undefined ? null : lineFor(serving, partner, query.get("line"));
  const object = await documentFor(serving, scope, query.get("object"));
  const packet = await makePacket(serving, scope, partner, object, line);
  if (form === "json") return { json: packet };
  const name = `packet-${object.id.replace(/[^A-Za-z0-9]+/g, "-").slice(0, 60)}.${form}`;
  const headers = { "content-disposition": `attachment; filename="${name}"`, "x-packet-hash": packet.hash };
  if (form === "csv") return { text: packetCsv(packet), type: "text/csv; charset=utf-8", headers };
  return { stream: onePart(packetPdf(packet)), type: "application/pdf", headers };
}

async function* onePart(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes;
}

async function rowOf(serving: Serving, scope: Scope, partner: PartnerConfig): Promise<PartnerRow> {
  return toPartnerRow(toPartnerScore(await readPartner(serving.feeds, scope, partner, null)));
}

/** What partners owe us and we owe them, and the evidence of one document. */
export const partnerRoutes: readonly Route[] = [
  route({
    id: "listPartners",
    method: "GET",
    path: "/api/v1/partners",
    says: "Partners with both halves in one look, over thirteen weeks on each partner's clock.",
    answers: [{ status: 200, says: "Partners, in the order of the network file", schema: pageSchema(partnerRow) }],
    async handle(serving, { scope }) {
      const items: PartnerRow[] = [];
      for (const partner of serving.deps.network().partners.values()) items.push(await rowOf(serving, scope, partner));
      return { json: { items, total: items.length, nextCursor: null } };
    },
  }),
  route({
    id: "getPartner",
    method: "GET",
    path: "/api/v1/partners/{id}",
    says: "Both halves of one partner: each line with what was agreed, what was measured, and its weeks, which add up to it.",
    query: days,
    answers: [{ status: 200, says: "The partner", schema: partnerScore }],
    async handle(serving, { scope, query, param }) {
      const partner = partnerFor(serving, param("id"));
      return { json: toPartnerScore(await readPartner(serving.feeds, scope, partner, periodBy(query))) };
    },
  }),
  route({
    id: "listPartnerDocuments",
    method: "GET",
    path: "/api/v1/partners/{id}/documents",
    says: "What one line counts, what was due last first: documents, files or questions. As JSON; or all of it as a table, by `Accept` or `format`.",
    query: [
      { name: "line", says: "Id of the line, as theirs.in-time.order-to-ship-3pl.ship." },
      { name: "week", says: "Only of the week of this day." },
      { name: "state", says: "Only what counts so: kept, not-kept or unknown." },
      ...days,
      ...paging,
    ],
    table: table<PartnerDocument>({
      name: "partner-documents",
      title: "Documents with a partner",
      columns,
      async open(serving, request) {
        return walk(request.query, await documentsFor(serving, request));
      },
    }),
    answers: [{ status: 200, says: "A page of documents", schema: pageSchema(partnerDocument) }],
    async handle(serving, request) {
      const { limit, cursor } = pageOf(request.query);
      return { json: await (await documentsFor(serving, request))(limit, cursor) };
    },
  }),
  route({
    id: "getPartnerPacket",
    method: "GET",
    path: "/api/v1/partners/{id}/packet",
    says: "The evidence of one document: each message in time order with due and actual, minutes late by side, three clocks, the deliveries as they came and one hash over all of it; what people told stands apart. As JSON, or as CSV or PDF by `Accept` or `format`.",
    query: [
      { name: "object", says: "Kind and number of the document, as order/SO-10423." },
      { name: "line", says: "Id of the line that it is about; none when not given." },
      {
        name: "format",
        says: "json, csv or pdf, where no `Accept` can be sent, as by a link; it goes before `Accept`.",
      },
    ],
    answers: [{ status: 200, says: "The packet", schema: partnerPacket }],
    handle: (serving, request) => packetReply(serving, request),
  }),
];
