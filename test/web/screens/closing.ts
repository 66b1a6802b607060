import type { Router } from "express";
import type { CloseRow } from "../../../server/wire/index.ts";
import { me } from "../mock/world.ts";
import { accrualRows, burnDown, closeReady, closeRow } from "./close.ts";

const hash = "9f2c41d07be8a5631c04".repeat(4).slice(0, 64);

/** Serves the close of a period as one that can be signed by one person and reopened; another has prepared period 10. */
export function closingOf(
  api: Router,
  empty: boolean,
  sent: string[],
  iso: (at: number) => string,
  now: () => number,
): { readonly put: (row: CloseRow) => void } {
  let row: CloseRow = empty ? closeReady : closeRow;
  let before = row;
  api.get("/close/:period", (request, response) => {
    const { period } = request.params;
    if (period === "99")
      return void response
        .status(404)
        .json({ type: "about:blank", title: "Not found", status: 404, code: "not-found" });
    if (period === "13")
      return void response
        .status(403)
        .json({ type: "about:blank", title: "Not allowed", status: 403, code: "forbidden" });
    response.json(row);
  });
  api.get("/close/:period/accruals", (request, response) => {
    const accept = String(request.headers.accept);
    const items = row.total === 0 ? [] : accrualRows;
    if (accept === "application/json") return void response.json({ items, total: items.length, nextCursor: null });
    sent.push(`GET ${request.url} ${accept}`);
    response.attachment("accruals-2026-11-19-1432.csv").type("text/csv").send("External ID\nSO-10388");
  });
  api.get("/close/:period/burn-down", (_request, response) => void response.json(burnDown));
  api.post("/close/:period/signatures", (request, response) => {
    sent.push(`POST ${request.url} ${JSON.stringify(request.body)}`);
    const signed = { by: me(now(), false).name, at: iso(now()) };
    row = { ...row, signing: { ...row.signing, state: "prepared", prepared: signed, hash, lines: 28 } };
    response.status(201).json(row);
  });
  api.post("/close/:period/reopenings", (request, response) => {
    const { reason } = request.body as { readonly reason: string };
    sent.push(`POST ${request.url} ${JSON.stringify(request.body)}`);
    const { prepared, reviewed } = row.signing;
    const reopened = { by: me(now(), false).name, at: iso(now()), reason };
    const rounds = prepared === null ? [] : [{ prepared, reviewed, hash, reopened }];
    row = { ...closeRow, signing: { ...closeRow.signing, rounds } };
    response.status(201).json(row);
  });
  api.post("/close/:period/terms", (request, response) => {
    sent.push(`POST ${request.url} ${JSON.stringify(request.body)}`);
    const { documents, terms } = request.body as {
      readonly documents: readonly { readonly id: string }[];
      readonly terms: "origin" | "destination";
    };
    const [named] = documents;
    if (named?.id === "SH-76061")
      return void response.status(422).json({
        type: "about:blank",
        title: "Refused",
        status: 422,
        code: "told",
        detail: "The ERP says its terms: they are to be put right there.",
      });
    before = row;
    const decided = { actionId: "41", by: me(now(), false).name, at: iso(now()) };
    row = {
      ...row,
      dates: row.dates.map((one) =>
        one.object.id === named?.id ? { ...one, fault: "other-period", terms, earned: "12", decided } : one,
      ),
    };
    response.status(201).json({ actionId: decided.actionId, close: row });
  });
  api.delete("/close/:period/terms/:id", (request, response) => {
    sent.push(`DELETE ${request.url}`);
    row = before;
    response.json(row);
  });
  return {
    put: (next) => {
      row = next;
    },
  };
}

/** Signed by two. */
export const closedRow: CloseRow = {
  ...closeRow,
  signing: {
    state: "closed",
    prepared: { by: "D. Marsh", at: "2026-11-19T18:58:00.000Z" },
    reviewed: { by: "L. Koster", at: "2026-11-19T19:02:00.000Z" },
    hash,
    lines: 28,
    rounds: [],
  },
};
