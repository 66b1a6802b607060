import { mkdirSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { collectors } from "../../collectors/index.ts";
import type { Receipt } from "../../collectors/kit/index.ts";
import { openSegments } from "../../server/adapters/segments/index.ts";
import { openStore } from "../../server/adapters/sqlite/index.ts";
import { adoptable, networkOf } from "../../server/config/index.ts";
import { runTogether } from "../../server/pipeline/together.ts";
import { bodyOf, idsOf } from "./otlp.ts";
import { folder, until } from "./server.ts";

const day = 86_400_000;
/** Deliveries of the two months, twelve orders each. */
const rounds = 120;

/** The network of the two months, with what it says of retention, if anything. */
export const monthsNetwork = (retention = ""): string => `
company: { name: Retention, timezone: UTC, currency: USD }
systems:
  - { id: shop, kind: shop, match: { service.name: web-shop }, presence: complete }
teams:
  - { id: integration, name: Integration }
flows:
  - id: order-to-release
    object: order
    steps:
      - { id: release, after: order.created, expect: order.released, within: 4h }
routing: { to: integration }
${retention}
`;

/** A data folder as a server leaves it that ran for two months, in segments that are small. */
export async function twoMonths(text: string) {
  const data = folder();
  const begun = Date.now() - 62 * day;
  let now = begun;
  const clock = { now: () => now };
  mkdirSync(join(data, "journal"));
  const journal = openSegments(join(data, "journal"), clock, { segmentBytes: 60_000 });
  const store = openStore(join(data, "store.db"));
  let failed: string | null = null;
  const running = await runTogether(
    { journal, store, clock, collectors, compile: (source, _hash, expansions) => networkOf(source, expansions) },
    (reason) => {
      failed = reason;
    },
  );
  const read = adoptable(text, begun);
  if (!read.ok) throw new Error(JSON.stringify(read.faults));
  await running.adopt(text, read.hash, read.expansions);
  await running.start();
  const ids = idsOf(11);
  const traces: string[] = [];
  const receipts: Receipt[] = [];
  for (let round = 0; round < rounds; round++) {
    const at = begun + round * (day / 2);
    now = at;
    const spans = Array.from({ length: 12 }, (_, index) => {
      const traceId = ids.trace();
      if (index === 0) traces.push(traceId);
      const order = `SO-${round}-${index}`;
      // What packs badly, so that it comes to some megabytes.
      const note = Array.from({ length: 45 }, () => ids.trace()).join("");
      return [
        { traceId, spanId: ids.span(), at, attributes: { "order.id": order, "business.event": "order.created", note } },
        ...(index % 5 === 0
          ? [{ traceId, spanId: ids.span(), at, attributes: { "order.id": order }, error: "no bin" }]
          : []),
      ];
    }).flat();
    const body = new TextEncoder().encode(bodyOf([{ service: "web-shop", spans }]));
    const receipt: Receipt = {
      id: ids.trace(),
      collector: "otlp",
      route: "traces",
      contentType: "application/json",
      sender: "shop",
      receivedAt: at,
      body,
    };
    receipts.push(receipt);
    const { outcome } = await running.deliver(receipt);
    if (outcome.kind !== "accepted") throw new Error(`a delivery of ours was ${outcome.kind}`);
  }
  await until("all is applied", async () => {
    if (failed !== null) throw new Error(failed);
    const { position } = await journal.head();
    return running.progress().position === position || undefined;
  });
  await running.close();
  await store.close();
  await journal.close();
  return { data, traces, receipts };
}

/** Segments of records and rulings in a data folder. */
export const segmentsIn = (data: string): number =>
  readdirSync(join(data, "journal")).filter((name) => name.endsWith(".seg")).length;
