import { mkdirSync } from "node:fs";
import { join } from "node:path";
import process from "node:process";
import { openStore, openViews } from "../../server/adapters/sqlite/index.ts";
import type { Change, Held, OpsException, Owner, Severity } from "../../server/domain/index.ts";
import type { ExceptionFilter, ExceptionSort, Scope } from "../../server/ports/index.ts";
import { causeOf, cellOf, exceptionOf, objectChanges, objectOf, raise } from "../contracts/samples.ts";
import { timed } from "./timed.ts";

/** A store that is filled by its own commits, and looked into by another process: a reader has filled nothing. */
export interface Desk {
  readonly part: "fill" | "look";
  /** Unix milliseconds. */
  readonly now: number;
  /** Where its rows are put, under the name that a server looks for. */
  readonly folder: string;
  readonly exceptions: number;
  /** How often each kind is looked at. */
  readonly looks: number;
}

/** How long each look took, in milliseconds. */
export interface Looked {
  readonly queue: readonly number[];
  readonly search: readonly number[];
  readonly lag: readonly number[];
}

const warehouses = ["ATL", "EWR", "ORD", "DFW", "SEA", "MIA"] as const;
interface Failing {
  readonly flow: string;
  readonly step: string;
  readonly severity: Severity;
}
/** Steps of the network beside this file and how severe what fails in them is. */
const steps: readonly [Failing, ...Failing[]] = [
  { flow: "order-to-ship", step: "ship", severity: "high" },
  { flow: "order-to-ship", step: "pick", severity: "high" },
  { flow: "ship-to-invoice", step: "goods-issue", severity: "medium" },
  { flow: "transfer", step: "receive", severity: "low" },
];
/** One in so many is of the first and has its cutoff near. */
const criticalEvery = 20;
const systems = ["netsuite-bridge", "wms-atl", "wms-ewr", "label-svc", "tms-adapter"] as const;
const minute = 60_000;
const everything = { warehouses: null } as Scope;

/** The open queue is the newest tenth of all that is kept. */
const openShare = 0.1;
/** What is asked for on a day at the desk, again and again. */
const queues: readonly { readonly filter: ExceptionFilter; readonly sort: ExceptionSort }[] = [
  { filter: {}, sort: "cutoff" },
  { filter: {}, sort: "severity" },
  { filter: {}, sort: "opened" },
  ...warehouses.map((id) => ({ filter: { warehouse: [id] }, sort: "cutoff" as const })),
  { filter: { severity: ["critical" as const] }, sort: "value" },
  { filter: { warehouse: ["MIA"] }, sort: "value" },
];
const orderOf = (index: number): string => `SO-${1_000_000 + index}`;

/** One exception and its order, as the network beside this file decides them; old ones were resolved in their time. */
function* rowsOf(number: number, open: boolean, at: number, now: number): Generator<Change> {
  const warehouse = warehouses[number % warehouses.length] ?? "ATL";
  const id = orderOf(number);
  const ref = `order:*:${id}`;
  const near = number % criticalEvery === 0;
  const { flow, step, severity: usual } = steps[near ? 0 : number % steps.length] ?? steps[0];
  const severity = near ? "critical" : usual;
  const owner: Owner = { team: "operations", person: null };
  const cutoff = near ? now : number % 3 === 0 ? null : now + (6 * 60 + (number % 6_000)) * minute;
  const held: Held = {
    ref,
    money: { minor: 1_000 + ((number * 7_919) % 4_000_000), currency: "USD" },
    basis: "order-price",
  };
  const said = { at, nanos: 0, identity: `told ${number}` };
  const exception: OpsException = exceptionOf(number, {
    fingerprint: `failed-event ${ref} ${number % 5}`,
    title: `Goods issue ${id} refused: location ${number % 40} is locked`,
    reason: `The ERP said that location ${number % 40} is locked for counting.`,
    code: "RCRD_LOCKED",
    eventType: null,
    flow,
    step,
    system: systems[number % systems.length] ?? "erp",
    warehouse,
    severity,
    object: ref,
    owner,
    routedBy: { partner: null, customerTier: null, severity },
    customer: `Customer ${number % 400}`,
    openedAt: at,
    createdAt: at,
    rungAt: at,
    groups: [{ id: `failed ${number}`, firstAt: at, lastAt: at, lastNanos: 0 }],
    causeId: `C-${1 + (number % 50)}`,
    cutoff: cutoff === null ? null : { at: cutoff, source: "order" },
    held: [held],
    ...(open
      ? {}
      : {
          state: "resolved" as const,
          resolvedAt: at + 20 * minute,
          resolution: { by: "rule", reason: "recovered", text: null },
        }),
  });
  yield* objectChanges(
    objectOf(ref, {
      id,
      keys: [
        { kind: "order", issuer: "*", value: id },
        { kind: "shipment", issuer: "*", value: `SH-${number}` },
      ],
      warehouses: [warehouse],
      traits: [
        { name: "customer", value: { text: `Customer ${number % 400}`, number: null }, mark: said },
        { name: "order-amount", value: { text: "USD", number: held.money?.minor ?? null }, mark: said },
        ...(cutoff === null ? [] : [{ name: "ship-by", value: { text: "", number: cutoff }, mark: said } as const]),
      ],
      exceptions: open ? [number] : [],
      firstAt: at,
      lastAt: at,
      factCount: 1,
    }),
  );
  yield raise(exception);
}

/** Measured lags of a day: each minute, each step and building. */
function* lagsOf(from: number): Generator<Change> {
  for (let at = from; at < from + 1_440 * minute; at += minute)
    for (const warehouse of warehouses)
      for (const step of ["acknowledge", "pick", "ship", "post", "invoice"])
        for (let index = 0; index < 2; index++)
          yield {
            kind: "lag",
            cell: cellOf(warehouse, step),
            minute: at,
            lagMs: 1_000 + (((at / minute) * 7_919 + index * 104_729 + warehouse.charCodeAt(0)) % 3_600_000),
            late: index === 1,
            count: 1,
          };
}

async function fill(path: string, count: number, now: number): Promise<void> {
  const store = openStore(path);
  const epoch = await store.open();
  let changes: Change[] = [];
  const put = async (): Promise<void> => {
    await store.commit({ epoch, upTo: 0, at: now, changes });
    changes = [];
  };
  for (let cause = 1; cause <= 50; cause++)
    changes.push({ kind: "cause", cause: causeOf(cause, { family: `family ${cause}` }) });
  for (let number = 1; number <= count; number++) {
    const open = number > count * (1 - openShare);
    // A year of them, the open ones of today.
    const at = open
      ? now - ((number * 97) % 1_440) * minute
      : now - Math.floor((1 - number / count) * 365 * 1_440) * minute;
    changes.push(...rowsOf(number, open, at, now));
    if (number % 1_000 === 0) await put();
    if (number % 100_000 === 0) process.stderr.write(`  ${number.toLocaleString("en-US")} exceptions kept\n`);
  }
  for (const change of lagsOf(Math.floor(now / minute) * minute - 1_440 * minute)) {
    changes.push(change);
    if (changes.length >= 5_000) await put();
  }
  await put();
  await store.close();
}

async function look(path: string, asked: Desk): Promise<Looked> {
  const views = openViews(path);
  const took = (call: (index: number) => Promise<unknown>) => timed(asked.looks, call);
  const unresolved = ["open", "acknowledged", "snoozed"] as const;
  const queue = await took(async (index) => {
    const asks = queues[index % queues.length];
    if (asks === undefined) throw new Error("no queue");
    const page = await views.exceptions(everything, { ...asks.filter, state: unresolved }, asks.sort, 50, null);
    if (page.items.length === 0) throw new Error("an empty queue");
  });
  const search = await took(async (index) => {
    const number = 1 + ((index * 7_919) % asked.exceptions);
    const hits = await views.search(everything, index % 2 === 0 ? orderOf(number) : `SH-${number}`, 20);
    if (hits.length === 0) throw new Error(`${orderOf(number)} was not found`);
  });
  const lag = await took(async () => {
    const rows = await views.lag(everything, 1_440 * minute, asked.now);
    if (rows.length === 0) throw new Error("no lag");
  });
  await views.close();
  return { queue, search, lag };
}

const asked = JSON.parse(process.argv[2] ?? "{}") as Desk;
mkdirSync(asked.folder, { recursive: true });
const path = join(asked.folder, "store.db");
const said = asked.part === "fill" ? await fill(path, asked.exceptions, asked.now) : await look(path, asked);
process.stdout.write(`${JSON.stringify(said ?? null)}\n`);
