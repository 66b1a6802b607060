import { readFileSync } from "node:fs";
import type { Express } from "express";
import { readRunbook } from "../../../server/config/index.ts";
import type { AdviceRow, DepartureRow, ExceptionRow } from "../../../server/wire/index.ts";
import { departureRows } from "../screens/tally.ts";

/** Causes as the departures name them, by the mock's own ids. */
const causes: Readonly<Record<string, string>> = { "C-17": "C-1", "C-22": "C-6" };

const runbookOf = (id: string): AdviceRow["runbook"] => {
  const path = new URL(`../../../server/demo/runbooks/${id}.md`, import.meta.url);
  const read = readRunbook(id, readFileSync(path, "utf8"));
  return read.ok ? { id, title: read.runbook.title, blocks: read.runbook.blocks } : null;
};

/** Atlanta's departures, with the causes that keep their orders. */
const departures = (): readonly DepartureRow[] =>
  departureRows().map((row) => ({
    ...row,
    causes: row.causes.map((one) => ({ ...one, causeId: causes[one.causeId ?? ""] ?? null })),
  }));

/** The demo's runbooks for refused labels and for a silent 3PL, the departures that wait, and the table for customer care. */
export function serveAdvice(app: Express, rowOf: (id: string) => ExceptionRow | undefined): void {
  app.get("/api/v1/exceptions/:id/advice", (request, response) => {
    const title = rowOf(request.params.id)?.title ?? "";
    const id = title.includes("postcode") ? "LBL-04" : title.startsWith("945 not received") ? "SIL-01" : null;
    const advice: AdviceRow = { runbook: id === null ? null : runbookOf(id), similar: [], payload: null };
    response.json(advice);
  });
  app.get("/api/v1/departures", (request, response) => {
    const items = request.query.warehouse === "ATL" ? departures() : [];
    response.json({ items, total: items.length, nextCursor: null });
  });
  app.get("/api/v1/care", (request, response) => {
    const { cause, ids } = request.query as Record<string, string>;
    const of = cause ?? ids ?? "";
    response.json({
      items: [],
      total: 0,
      nextCursor: null,
      table: { html: `<table><tr><td>${of}</td></tr></table>`, text: `Order\t${of}` },
    });
  });
}
