import { describe, expect, it } from "vitest";
import { objectIn, objectText } from "../../server/adapters/sqlite/packed-objects.ts";
import {
  packedRef,
  systemsText,
  traceDoc,
  traceImage,
  traceIn,
  traceOfImage,
} from "../../server/adapters/sqlite/packed-traces.ts";
import type { BusinessObject, TraceState } from "../../server/domain/index.ts";
import { expectationOf, foldOf, noon, objectOf, traceOf } from "./samples.ts";

const named = objectOf("order:*:SO-1", { warehouses: [], traces: ["0af7"] });
const said = { at: noon, nanos: 0, identity: "f" };
const side = { first: null, counts: [], cut: false, moved: {}, recent: [], past: null };
const plain = traceOf("pick", { keys: ["order:*:SO-1"] });

/** Of each value one that the short form has no place for. */
const ofObject: { readonly [K in keyof Required<BusinessObject>]: Partial<BusinessObject> | null } = {
  ref: {
    ref: "lab@order:ACME:SO-1:b",
    environment: "lab",
    id: "SO-1:b",
    keys: [{ kind: "order", issuer: "ACME", value: "SO-1:b" }],
  },
  environment: { environment: "lab" },
  kind: { kind: "shipment" },
  id: { id: "SO-2" },
  keys: { keys: [...named.keys, { kind: "order", issuer: "ACME", value: "7" }] },
  ties: { ties: [{ a: "order:*:SO-1", b: "order:*:SO-2", by: "f" }] },
  links: { links: [{ ref: "shipment:*:SH-1", kind: "shipment", via: "record", by: "f" }] },
  mentions: { mentions: [{ kind: "po", issuer: "*", value: "PO-1" }] },
  warehouses: { warehouses: ["ATL"] },
  folds: { folds: [foldOf("order.created", noon)] },
  holds: { holds: [{ held: true, mark: said }] },
  traits: {
    traits: [{ name: "customer", value: { text: "ACME", number: null }, mark: said }],
  },
  expectations: { expectations: [expectationOf("pick")] },
  exceptions: { exceptions: [3] },
  traces: { traces: [] },
  status: { status: "done" },
  milestone: { milestone: "order.created" },
  joinedInProgress: { joinedInProgress: true },
  factCount: { factCount: 1 },
  firstAt: { firstAt: noon },
  lastAt: { lastAt: noon },
  changedAt: { changedAt: noon + 1 },
  timer: { timer: noon },
  moves: { moves: [] },
  saleTerms: { saleTerms: [] },
  stock: { stock: { by: "", ledger: side, floor: side, agreed: null, shown: [], shownCut: false } },
  adjusted: { adjusted: { newest: [], older: [] } },
  takers: { takers: [] },
};

const ofTrace: { readonly [K in keyof TraceState]: Partial<TraceState> } = {
  ref: { ref: "lab@0af7", environment: "lab", traceId: "0af7" },
  environment: { ref: "lab@0af7", environment: "lab", traceId: "0af7" },
  traceId: { ref: "0af8", traceId: "0af8" },
  keys: { keys: [] },
  batch: { batch: true },
  keyless: { keyless: ["f"] },
  failures: { failures: ["f"] },
  groups: { groups: [{ exception: 1, failures: ["f"] }] },
  startAt: { startAt: noon - 1 },
  endAt: { endAt: noon },
  systems: { systems: [] },
  name: { name: "" },
  rootSeen: { rootSeen: false },
  failed: { failed: true },
};

describe("documents of rows", () => {
  it("of an object that traces name alone hold two values, and each more is found again", () => {
    expect(JSON.parse(objectText(named))).toHaveLength(2);
    for (const object of [named, ...Object.values(ofObject).map((more) => ({ ...named, ...more }))])
      expect(objectIn(object.ref, objectText(object))).toEqual(object);
  });

  it("of a trace in which nothing failed hold two values, and each more is found again", () => {
    const seen = { ...plain, rootSeen: true };
    expect(JSON.parse(traceDoc(seen))).toHaveLength(2);
    for (const trace of [seen, ...Object.values(ofTrace).map((more) => ({ ...seen, ...more }))]) {
      const { ref, startAt, name } = trace;
      expect(traceIn([ref, startAt, systemsText(trace), name, traceDoc(trace)])).toEqual(trace);
      expect(traceOfImage(ref, traceImage(trace, traceDoc(trace)))).toEqual(trace);
    }
  });

  it("hold the ref of a trace in sixteen bytes where it is an id, and as it is where it is not", () => {
    const id = "0af7651916cd43dd8448eb211c80319c";
    expect(packedRef(id)).toEqual(Buffer.from(id, "hex"));
    for (const ref of [`qa@${id}`, id.toUpperCase(), id.slice(2), `${id}00`, ""]) expect(packedRef(ref)).toBe(ref);
  });
});
