import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { ExceptionRow } from "../../server/wire/index.ts";
import { foreseen, withMine } from "../../web/live/mine.ts";
import {
  answered,
  anyway,
  kept,
  mayNotWait,
  mineOf,
  nextOf,
  type Outbox,
  type Sent,
  sending,
  type Waitable,
  waiting,
  without,
} from "../../web/live/outbox.ts";
import { exceptionsOf } from "./mock/world.ts";

const me = "Iris Okafor";
const rows = exceptionsOf().slice(0, 3);
const row = (at: number): ExceptionRow => rows[at % rows.length] as ExceptionRow;
const take: Waitable = { action: "acknowledge" };
const note = (text: string): Waitable => ({ action: "comment", text });
const problem = { type: "about:blank", title: "no", status: 422, code: "no" };

/** As the tablet does: each action is asked for on the row as it is shown, with what waits laid over it. */
const ask = (box: Outbox, at: number, what: Waitable, by = me): Outbox => {
  const [seen = row(at)] = withMine([row(at)], mineOf(box, by), () => true);
  return waiting(box, { key: `k${box.length}-${at}`, by, at: 1_000 + box.length, what, row: seen });
};

describe("what may wait for the link", () => {
  test("is to take, to hand over and to note one; nothing that ends, goes out, or concerns many", () => {
    for (const action of ["acknowledge", "assign", "comment"] as const) expect(mayNotWait(action, 1)).toBeNull();
    for (const action of ["acknowledge", "assign", "comment", "resolve"] as const)
      expect(mayNotWait(action, 2)).toBe("many");
    expect(mayNotWait("resolve", 1)).toBe("ends");
    for (const action of ["snooze", "reopen", "tell"] as const) expect(mayNotWait(action, 1)).toBe("now");
  });
});

/** A server that knows versions: refuses what was seen before its newest. */
function makeServer() {
  const now = new Map(rows.map((one) => [one.id, one]));
  const done: string[] = [];
  return {
    done,
    rows: now,
    elsewhere: (id: string) => {
      const one = now.get(id);
      if (one !== undefined)
        now.set(id, { ...one, version: one.version + 1, owner: { ...one.owner, person: "Dana Reyes" } });
    },
    act: (seen: ExceptionRow, what: Waitable): Sent => {
      const one = now.get(seen.id);
      if (one === undefined || one.version !== seen.version) return { kind: "conflict", current: one ?? seen };
      const next = foreseen(one, what, me, 0);
      now.set(seen.id, next);
      done.push(`${seen.id} ${what.action}`);
      return { kind: "done", row: next };
    },
  };
}

/** Sends until nothing of this person's can be sent. */
function drain(box: Outbox, server: ReturnType<typeof makeServer>): Outbox {
  let out = box;
  for (let entry = nextOf(out, me); entry !== null; entry = nextOf(out, me))
    out = answered(sending(out, entry.key), entry.key, server.act(entry.row, entry.what));
  return out;
}

describe("the outbox", () => {
  test("is sent in the order in which it was asked for, each once, and empties", () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.nat(2), fc.constantFrom(take, note("x"))), { maxLength: 12 }), (asked) => {
        const server = makeServer();
        const box = asked.reduce<Outbox>((all, [at, what]) => ask(all, at, what), []);
        expect(drain(box, server)).toEqual([]);
        expect(server.done).toEqual(asked.map(([at, what]) => `${row(at).id} ${what.action}`));
      }),
    );
  });

  test("never overwrites what others did meanwhile: that one and what follows it on the row wait for the person, the rest is sent", () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.nat(2), fc.constantFrom(take, note("x"))), { minLength: 1, maxLength: 12 }),
        fc.subarray([0, 1, 2]),
        (asked, changed) => {
          const server = makeServer();
          const box = asked.reduce<Outbox>((all, [at, what]) => ask(all, at, what), []);
          for (const at of changed) server.elsewhere(row(at).id);
          const left = drain(box, server);
          const touched = new Set(changed.map((at) => row(at).id));
          expect(server.done).toEqual(
            asked.filter(([at]) => !changed.includes(at)).map(([at, what]) => `${row(at).id} ${what.action}`),
          );
          expect(left.map((entry) => entry.row.id)).toEqual(
            asked.filter(([at]) => changed.includes(at)).map(([at]) => row(at).id),
          );
          for (const id of touched) {
            const [first, ...rest] = left.filter((entry) => entry.row.id === id);
            if (first === undefined) continue;
            expect(first).toMatchObject({ state: "conflict", now: { owner: { person: "Dana Reyes" } } });
            expect(rest.every((entry) => entry.state === "waiting")).toBe(true);
            expect(server.rows.get(id)?.owner.person).toBe("Dana Reyes");
          }
        },
      ),
    );
  });

  test("sends a conflict again on the row as it is now, once the person has seen it, or drops it", () => {
    const server = makeServer();
    server.elsewhere(row(0).id);
    const stuck = drain(ask([], 0, take), server);
    const key = stuck[0]?.key ?? "";
    expect(drain(anyway(stuck, key), server)).toEqual([]);
    expect(server.rows.get(row(0).id)?.owner.person).toBe(me);
    expect(without(stuck, key)).toEqual([]);
  });

  test("keeps what nobody answered, and what was refused with its reason, and blocks only what follows on the same row", () => {
    const box = ask(ask(ask([], 0, take), 0, note("a")), 1, take);
    const first = nextOf(box, me)?.key ?? "";
    const later = answered(sending(box, first), first, { kind: "later", arrived: "perhaps" });
    expect(later.map(({ state, tried }) => [state, tried])).toEqual([
      ["waiting", true],
      ["waiting", false],
      ["waiting", false],
    ]);
    const refused = answered(sending(box, first), first, { kind: "failed", problem });
    expect(refused[0]).toMatchObject({ state: "refused", why: "no" });
    expect(nextOf(refused, me)?.row.id).toBe(row(1).id);
    // One on its way cannot be called back.
    expect(without(sending(box, first), first)).toHaveLength(3);
  });

  test("is nobody else's: another person neither sends it nor sees it as done", () => {
    const box = ask(ask([], 0, take, "Ben Adler"), 1, take);
    expect(nextOf(box, me)?.row.id).toBe(row(1).id);
    expect([...mineOf(box, me).keys()]).toEqual([row(1).id]);
    expect(nextOf(box, "Dana Reyes")).toBeNull();
  });

  test("is shown as done until the server has answered, and the server's newer row wins", () => {
    const open = { ...row(0), state: "open", acknowledgedAt: null } as const;
    const box = waiting([], { key: "k", by: me, at: 1_000, what: take, row: open });
    const mine = mineOf(box, me);
    expect(withMine([open], mine, () => true)[0]).toMatchObject({ state: "acknowledged", owner: { person: me } });
    const newer = { ...open, version: open.version + 1, title: "newer" };
    expect(withMine([newer], mine, () => true)[0]?.title).toBe("newer");
  });

  test("outlives the page: what was on its way may have arrived, what is broken is dropped", () => {
    const box = ask([], 0, take);
    const key = box[0]?.key ?? "";
    expect(kept(JSON.stringify(sending(box, key)))).toMatchObject([{ key, state: "waiting", tried: true }]);
    expect(kept(JSON.stringify(box))).toEqual(box);
    for (const text of [null, "", "{", "7", '[{"key":1}]', "[null]"]) expect(kept(text)).toEqual([]);
  });
});
