import { afterEach, expect, it } from "vitest";
import type { OpsException } from "../../server/domain/index.ts";
import { aNetwork, anException } from "../feeds/fakes.ts";
import { endAll, fits, serve } from "./harness.ts";

afterEach(endAll);

const warehouses = new Map(["ATL", "RNO", "SEA"].map((id) => [id, { id, name: id, timezone: "UTC" }])) as never;
const change = (exception: OpsException) => ({ kind: "exception", before: null, exception, entry: null }) as const;
const held = (order: number, minor: number | null) =>
  minor === null
    ? ({ ref: `order:*:SO-${order}`, money: null, basis: "unknown" } as const)
    : ({ ref: `order:*:SO-${order}`, money: { minor, currency: "USD" }, basis: "invoice" } as const);

it("says what each building holds up now, an order in two buildings in both, and once in all", async () => {
  const { get, store } = await serve({ network: () => aNetwork({ warehouses }) });
  await store.commit([
    change(anException(1, { warehouse: "ATL", held: [held(1, 10_000), held(2, 2_500)] })),
    change(anException(2, { warehouse: "ATL", held: [held(2, 2_500)], state: "acknowledged" })),
    change(anException(3, { warehouse: "RNO", held: [held(2, 2_500), held(3, null)] })),
    change(anException(4, { warehouse: "RNO", held: [held(4, 7_700)], state: "resolved", resolvedAt: 1 })),
    change(anException(5, { warehouse: null, held: [held(5, 100)] })),
  ]);
  const { json } = await get("/api/v1/held");
  fits("listHeld", 200, json);
  const usd = (amount: string) => [{ amount, currency: "USD", side: "price" }];
  expect(json.items).toMatchObject([
    { warehouse: "ATL", held: { objects: 2, money: usd("125.00"), unknown: 0 } },
    { warehouse: "RNO", held: { objects: 2, money: usd("25.00"), unknown: 1 } },
    { warehouse: "SEA", held: { objects: 0, money: [], unknown: 0 } },
  ]);
  expect(json.all).toMatchObject({ objects: 4, money: usd("126.00"), unknown: 1 });
});
