import { isoOf } from "../../feeds/index.ts";
import { problem, Refused } from "../problems.ts";
import { badParameter, type Parameter, type Reply, type Request, type Serving } from "../route.ts";
import { csvOfPages } from "./column.ts";
import { clockOf } from "./serial.ts";
import type { Opened, Table } from "./table.ts";
import { type Note, xlsxOf, xlsxType } from "./xlsx.ts";

/** Rows of a sheet, at most. */
export const mostRows = 100_000;

/** How a list is answered. */
export type Form = "json" | "csv" | "xlsx";

/** What every route takes that is also a table. */
export const tableParameters: readonly Parameter[] = [
  { name: "format", says: "csv or xlsx, where no `Accept` can be sent, as by a link; it goes before `Accept`." },
  {
    name: "zone",
    says: "Of xlsx: the clock on which its times are told, as Europe/Berlin; the company's when not given. CSV and JSON tell UTC.",
  },
];

/** The form that was asked for: by name, else by `Accept`; JSON where that is taken too. Refuses a form that is none. */
export function formOf(accept: string | undefined, query: ReadonlyMap<string, string>): Form {
  const named = query.get("format");
  if (named !== undefined) {
    if (named === "json" || named === "csv" || named === "xlsx") return named;
    throw badParameter("format", "must be of json, csv, xlsx");
  }
  if (accept === undefined || /\bapplication\/json\b/i.test(accept)) return "json";
  if (/\btext\/csv\b/i.test(accept)) return "csv";
  return accept.toLowerCase().includes(xlsxType) ? "xlsx" : "json";
}

/** A list as a table: written as it is read, to a file with a name that says what it is and of when. */
export async function tableReply(
  serving: Serving,
  table: Table,
  form: Exclude<Form, "json">,
  request: Request<never>,
  asked: { readonly path: string; readonly zone: string | undefined },
): Promise<Reply> {
  const { clock, network } = serving.deps;
  const zone = asked.zone ?? network().company.timezone;
  const at = clock.now();
  const ahead = zoneAhead(zone);
  const since = await serving.deps.views.seq();
  const opened = await table.open(serving, request);
  const next = opened.nextCursor;
  const columns = table.columnsNow?.(serving) ?? table.columns;
  const headers = {
    "content-disposition": `attachment; filename="${fileName(table.name, request.query, at + ahead(at))}.${form}"`,
    ...(next === null ? {} : { "x-next-cursor": encodeURIComponent(next) }),
  };
  if (form === "csv") return { stream: csvOfPages(columns, opened.pages), type: "text/csv; charset=utf-8", headers };
  if (opened.total > mostRows) throw tooLong(opened);
  const notes = async (counted: { readonly rows: number; readonly cut: number }): Promise<readonly Note[]> => [
    ...aboutRequest(serving, table, request, asked.path),
    ["As of", `${new Date(at + ahead(at)).toISOString().slice(0, 19).replace("T", " ")} ${zone}`],
    ["As of, in UTC", isoOf(at)],
    ["Time zone", `Times are on the clock of ${zone}.`],
    ["Read from commit", since],
    ["Read up to commit", await serving.deps.views.seq()],
    ["Rows", counted.rows],
    ...(counted.cut === 0 ? [] : [["Texts cut at what a cell holds", counted.cut] as const]),
  ];
  return { stream: xlsxOf(columns, opened.pages, { title: table.title, zone, notes }), type: xlsxType, headers };
}

function zoneAhead(zone: string): (at: number) => number {
  try {
    return clockOf(zone);
  } catch {
    throw badParameter("zone", "must name a time zone, as Europe/Berlin");
  }
}

const tooLong = ({ total }: Pick<Opened<never>, "total">): Refused =>
  new Refused(
    problem(
      413,
      "too-many-rows",
      `A sheet has at most ${mostRows} rows and this one would have ${total}. Narrow it down, or ask for text/csv, which has no limit.`,
    ),
  );

function aboutRequest(
  { deps }: Serving,
  { title }: Table,
  { query, scope }: Request<never>,
  path: string,
): readonly Note[] {
  const { company } = deps.network();
  const filters = [...query].filter(([name]) => name !== "limit" && name !== "cursor");
  return [
    ["List", title],
    ["Company", company.name],
    ...(filters.length === 0
      ? [["Filter", "none"] as const]
      : filters.map(([name, value]) => [`Filter: ${name}`, value] as const)),
    ["Warehouses that may be seen", scope.warehouses === null ? "all" : scope.warehouses.join(", ")],
    ["Currency", `Each amount is in the currency of its row; the company's is ${company.currency}.`],
    ["Source", `${deps.publicUrl()}${path}`],
    ["Version", `Tallyman ${deps.version}`],
  ];
}

/** As `exceptions-ATL-2026-11-19-1432`; `local` is the time on the clock of the file. */
function fileName(name: string, query: ReadonlyMap<string, string>, local: number): string {
  const warehouse = (query.get("warehouse") ?? "").replace(/[^A-Za-z0-9]+/g, "-").slice(0, 40);
  const [date = "", time = ""] = new Date(local).toISOString().split("T");
  return [name, warehouse, date, time.slice(0, 5).replace(":", "")].filter((part) => part !== "").join("-");
}
