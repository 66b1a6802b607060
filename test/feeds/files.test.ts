import { expect, test } from "vitest";
import type { HistoryEntry, SourceState } from "../../server/domain/index.ts";
import { type FeedDeps, readSourceRows } from "../../server/feeds/index.ts";
import { aNetwork, anException, scopeOf, start } from "./fakes.ts";

const minute = 60_000;
const hour = 60 * minute;
const delivers = { at: Array.from({ length: 24 }, (_, index) => start + index * hour), grace: 20 * minute };
const system = (id: string, warehouse: string | null) =>
  [id, { id, name: id, kind: "3pl", warehouse, delivers, presence: null }] as const;

const entry = (action: HistoryEntry["action"], at: number): HistoryEntry => ({
  exception: 7,
  version: 1,
  at,
  by: "rule",
  action,
  text: null,
  undoes: null,
});

/** Two senders of files, that of one building and one of the whole company; both were silent once. */
function world() {
  const state = { now: start + 5 * hour + 5 * minute, heardAt: start + 5 * hour, silentSince: null as number | null };
  const asked: string[] = [];
  const history = [entry("raised", start + 2 * hour + 20 * minute), entry("resolved", start + 2.5 * hour)];
  const sourceOf = (id: string) =>
    ({
      ref: id,
      system: id,
      environment: "",
      firstHeardAt: start,
      lastSeenAt: state.heardAt,
      signals: [],
      tells: [],
      tellsSince: [],
      timed: [],
      quiets: [],
      rhythm: [],
      silentSince: state.silentSince,
    }) as unknown as SourceState;
  const deps = {
    clock: { now: () => state.now },
    network: () => aNetwork({ systems: new Map([system("3pl", "RNO"), system("broker", null)]) as never }),
    views: {
      sources: async () => [sourceOf("3pl"), sourceOf("broker")],
      downtimes: async () => [],
      exceptions: async (_scope: unknown, filter: { readonly system: readonly string[] }) => {
        asked.push(...filter.system);
        return { items: [anException(7)], total: 1, nextCursor: null };
      },
      history: async () => history,
    },
  } as unknown as FeedDeps;
  const read = async (warehouses: readonly string[] | null = null) =>
    new Map(
      (await readSourceRows(deps, scopeOf(warehouses))).map(({ system: id, files }) => [
        id,
        files.map(({ at, came }) => [(Date.parse(at) - start) / hour, came]),
      ]),
    );
  return { state, asked, history, read };
}

test("a source's row tells its newest files, read once while nothing is heard of it", async () => {
  const { state, asked, history, read } = world();
  const files = [
    [1, "in-time"],
    [2, "late"],
    [3, "in-time"],
    [4, "in-time"],
    [5, "in-time"],
  ];
  expect((await read()).get("3pl")).toEqual(files);
  expect((await read()).get("broker")).toEqual(files);
  expect(asked).toEqual(["3pl", "broker"]);

  // Time goes by: no file at six, and from 6:20 on it is silent.
  state.now = start + 6 * hour + 10 * minute;
  expect((await read()).get("3pl")?.at(-1)).toEqual([6, "open"]);
  expect(asked).toEqual(["3pl", "broker"]);
  state.now = start + 6 * hour + 30 * minute;
  state.silentSince = state.heardAt;
  history.push(entry("reopened", start + 6 * hour + 20 * minute));
  expect((await read()).get("3pl")?.at(-1)).toEqual([6, "missing"]);
  expect(asked).toEqual(["3pl", "broker", "3pl", "broker"]);
});

test("who sees one building is told of its files, and of the company's, whose silences stand nowhere, of none", async () => {
  const { asked, read } = world();
  const seen = await read(["RNO"]);
  expect(seen.get("3pl")).toHaveLength(5);
  expect(seen.get("broker")).toEqual([]);
  expect(asked).toEqual(["3pl"]);
});
