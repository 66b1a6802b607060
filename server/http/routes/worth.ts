import { readGains } from "../../feeds/index.ts";
import { gainsPage } from "../../wire/gains-shapes.ts";
import type { GainRow, GainSide, GainsPage, HeldMoney, KpiPeriod } from "../../wire/index.ts";
import type { Column } from "../export/column.ts";
import { allAtHand, table } from "../export/table.ts";
import { type Parameter, type Request, type Route, route, type Serving } from "../route.ts";
import { kpisAskedBy } from "./kpis.ts";

const asking: readonly Parameter[] = [
  {
    name: "from",
    says: "First day of what is compared, as 2027-01-04; with `to`. Without both: the last thirteen whole weeks, those of the first month left out.",
  },
  { name: "to", says: "Last day, as 2027-04-04: each building counts it by its own hours." },
  { name: "warehouse", says: "Only of this warehouse, against its own first month." },
];

/** One line of the sheet: a line of the page, or what saved orders held in one currency on one side, at price or cost. */
interface SheetRow {
  readonly line: string;
  readonly unit: string;
  readonly row: GainRow | null;
  readonly first: GainSide | null;
  readonly now: GainSide | null;
  readonly firstValue: number | string | null;
  readonly nowValue: number | string | null;
  readonly difference: number | null;
  readonly why: string | null;
}

/** What the columns of both sides need to know of the page. */
type Told = SheetRow & { readonly days: { readonly first: KpiPeriod | null; readonly now: KpiPeriod | null } };

type Which = "first" | "now";
const titles: Readonly<Record<Which, string>> = { first: "First month", now: "Compared" };

const sideColumns = (which: Which): readonly Column<Told>[] => {
  const title = (of: string): string => `${titles[which]}, ${of}`;
  const side = (row: Told): GainSide | null => (row.row === null ? null : row[which]);
  return [
    { name: `${which}_from`, title: title("from"), type: "day", of: ({ days }) => days[which]?.from ?? null },
    { name: `${which}_to`, title: title("to"), type: "day", of: ({ days }) => days[which]?.to ?? null },
    {
      name: `${which}_value`,
      title: title("value"),
      type: "number",
      of: (row) => (which === "first" ? row.firstValue : row.nowValue),
    },
    { name: `${which}_state`, title: title("state"), type: "text", of: (row) => side(row)?.state ?? null },
    { name: `${which}_low`, title: title("least"), type: "number", of: (row) => side(row)?.bounds?.low ?? null },
    { name: `${which}_high`, title: title("most"), type: "number", of: (row) => side(row)?.bounds?.high ?? null },
    {
      name: `${which}_numerator`,
      title: title("numerator"),
      type: "number",
      of: (row) => side(row)?.numerator ?? null,
    },
    {
      name: `${which}_denominator`,
      title: title("denominator"),
      type: "number",
      of: (row) => side(row)?.denominator ?? null,
    },
    {
      name: `${which}_sources`,
      title: title("sources heard"),
      type: "number",
      of: (row) => side(row)?.coverage.heard ?? null,
    },
    {
      name: `${which}_sources_of`,
      title: title("sources"),
      type: "number",
      of: (row) => side(row)?.coverage.of ?? null,
    },
    {
      name: `${which}_touch_ms`,
      title: title("one touch, ms"),
      type: "number",
      of: (row) => side(row)?.study?.eachMs ?? null,
    },
    { name: `${which}_timed_on`, title: title("timed on"), type: "day", of: (row) => side(row)?.study?.on ?? null },
    { name: `${which}_timed_by`, title: title("timed by"), type: "text", of: (row) => side(row)?.study?.by ?? null },
  ];
};

const columns: readonly Column<Told>[] = [
  { name: "line", title: "Line", type: "text", of: (row) => row.line },
  { name: "figure", title: "Key figure", type: "text", of: (row) => row.row?.figure ?? null },
  { name: "unit", title: "Unit", type: "text", of: (row) => row.unit },
  ...sideColumns("first"),
  ...sideColumns("now"),
  { name: "difference", title: "Difference", type: "number", of: (row) => row.difference },
  { name: "not_compared", title: "Not compared", type: "text", of: (row) => row.why },
  { name: "not_measured", title: "Not measured", type: "text", of: (row) => row.row?.notMeasured ?? null },
];

function sheetOf({ items, first, now }: GainsPage): readonly Told[] {
  return items.flatMap((row) => {
    const sides = { first: row.first, now: row.now };
    const line: SheetRow = {
      ...sides,
      line: row.id,
      unit: row.unit,
      row,
      firstValue: row.first.value,
      nowValue: row.now?.value ?? null,
      difference: row.difference,
      why: row.uncompared,
    };
    return [line, ...heldLines(row)].map((one) => ({ ...one, days: { first, now } }));
  });
}

/** Currencies and sides each by themselves, and how many of both sides are estimated or not known. */
function heldLines({ first, now }: GainRow): readonly SheetRow[] {
  const [was, is] = [first.held, now?.held ?? null];
  if (was === null) return [];
  const keyOf = ({ currency, side }: HeldMoney): string => `${currency} at ${side}`;
  const keys = [...new Set([...was.money, ...(is?.money ?? [])].map(keyOf))].sort();
  const bare = { row: null, first: null, now: null, difference: null, why: null };
  const amountIn = (held: typeof is, key: string): string | null =>
    held?.money.find((one) => keyOf(one) === key)?.amount ?? null;
  return [
    ...keys.map((key) => ({
      ...bare,
      line: "saved-held",
      unit: key,
      firstValue: amountIn(was, key),
      nowValue: amountIn(is, key),
    })),
    ...(["estimated", "unknown"] as const).map((what) => ({
      ...bare,
      line: `saved-held-${what}`,
      unit: "orders",
      firstValue: was[what],
      nowValue: is?.[what] ?? null,
    })),
  ];
}

const pageFor = (serving: Serving, { scope, query }: Pick<Request<never>, "scope" | "query">): Promise<GainsPage> =>
  readGains(serving.feeds, scope, kpisAskedBy(serving, query));

/** What it was worth: a quarter against the first month. */
export const worthRoutes: readonly Route[] = [
  route({
    id: "getWorth",
    method: "GET",
    path: "/api/v1/worth",
    says: "What it was worth: orders saved and what they held, touches and hours, days to the invoice, time to recover and differences in stock, of a quarter against the first month. What is not measured has no value. As JSON; or as a table, by `Accept` or `format`.",
    query: asking,
    table: table<Told, never>({
      name: "worth",
      title: "Worth",
      columns,
      open: async (serving, request) => allAtHand(sheetOf(await pageFor(serving, request))),
    }),
    answers: [{ status: 200, says: "The lines", schema: gainsPage }],
    handle: async (serving, request) => ({ json: await pageFor(serving, request) }),
  }),
];
