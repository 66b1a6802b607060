import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  type Calendar,
  type Concern,
  concernOf,
  type Instant,
  isNoise,
  type Network,
  type Notice,
  type OpsException,
  type Severity,
} from "../../server/domain/index.ts";
import { concern, delay, desk, minute, networkOf, second, start } from "./notice-desk.ts";

const occasionsOf = (told: readonly Notice[]) => told.map(({ occasion, team }) => `${occasion} ${team.id}`);

describe("one cause and one team", () => {
  test("are told once, after the delay, however many exceptions join", () => {
    const one = desk(networkOf(null));
    one.set(1, {});
    one.run(start, start + delay - second);
    expect(one.told).toEqual([]);
    one.run(start + delay, start + delay + second);
    for (let number = 2; number < 60; number++) {
      one.set(number, { createdAt: start + number * second });
      one.at(start + delay + number * second);
    }
    expect(occasionsOf(one.told)).toEqual(["opened dock"]);
    expect(one.told[0]).toMatchObject({ key: "C-1|dock|1", group: "C-1", exception: "X-1", severity: "high" });
  });

  test("are not told of what healed, was taken or was parked within the delay", () => {
    for (const state of ["resolved", "acknowledged", "snoozed"] as const) {
      const one = desk(networkOf(null));
      one.set(1, {});
      one.run(start, start + 59 * second);
      one.set(1, { state, resolvedAt: state === "resolved" ? start + 59 * second : null });
      one.run(start + 59 * second, start + 20 * minute);
      expect([state, occasionsOf(one.told)]).toEqual([state, []]);
    }
  });

  test("are told again on a higher rung, when nobody took it, and when it comes back", () => {
    const one = desk(networkOf(null));
    one.set(1, {});
    one.run(start, start + 31 * minute);
    one.set(1, { rung: 1, dueAt: start + 50 * minute });
    one.run(start + 31 * minute, start + 60 * minute);
    one.set(1, { state: "resolved", resolvedAt: start + 60 * minute });
    one.run(start + 60 * minute, start + 70 * minute);
    one.set(1, {
      state: "open",
      resolvedAt: null,
      createdAt: start + 70 * minute,
      rung: 0,
      dueAt: start + 100 * minute,
    });
    one.run(start + 70 * minute, start + 80 * minute);
    expect(occasionsOf(one.told)).toEqual([
      "opened dock",
      "unacknowledged dock",
      "escalated dock",
      "unacknowledged dock",
      "cleared dock",
      "reopened dock",
    ]);
    expect(one.told.map(({ key }) => key)).toEqual([1, 2, 3, 4, 5, 6].map((n) => `C-1|dock|${n}`));
  });

  test("are told of taking once, and of the end only after the delay", () => {
    const one = desk(networkOf(null));
    one.set(1, {});
    one.run(start, start + 2 * minute);
    one.set(1, { state: "acknowledged", owner: { team: "dock", person: "Ana" }, dueAt: null });
    one.run(start + 2 * minute, start + 5 * minute);
    one.set(1, { state: "resolved" });
    one.run(start + 5 * minute, start + 5 * minute + 59 * second);
    one.set(1, { state: "acknowledged" });
    one.run(start + 6 * minute, start + 9 * minute);
    expect(occasionsOf(one.told)).toEqual(["opened dock", "taken dock"]);
    expect(one.told[1]).toMatchObject({ person: "Ana", untaken: 0, dueAt: null });
    one.drop(1);
    one.run(start + 9 * minute, start + 12 * minute);
    expect(occasionsOf(one.told)).toEqual(["opened dock", "taken dock", "cleared dock"]);
    expect(one.told[2]).toMatchObject({ title: "Label refused", exceptions: 0, held: [] });
  });

  test("another team that gets it is told for itself, and the first one that it has nothing left", () => {
    const one = desk(networkOf(null));
    one.set(1, {});
    one.run(start, start + 2 * minute);
    one.set(1, { owner: { team: "office", person: null } });
    one.run(start + 2 * minute, start + 5 * minute);
    expect(occasionsOf(one.told)).toEqual(["opened dock", "opened office", "moved dock"]);
    one.set(1, { state: "resolved" });
    one.run(start + 5 * minute, start + 8 * minute);
    expect(occasionsOf(one.told).slice(3)).toEqual(["cleared office"]);
  });

  test("a team without channels is told nothing, and nothing is counted as told", () => {
    const one = desk(networkOf(null, []));
    one.set(1, {});
    one.run(start, start + 60 * minute, minute);
    expect(one.told).toEqual([]);
  });
});

describe("what tells nobody", () => {
  const exception = (more: Partial<OpsException>): OpsException =>
    ({ ...concern(1), watch: false, environment: "", quietUntil: null, ...more }) as unknown as OpsException;

  test("only watches, stands apart, was late and is over, or is history that was brought in", () => {
    expect(concernOf(exception({}))).not.toBeNull();
    expect(concernOf(exception({ watch: true }))).toBeNull();
    expect(concernOf(exception({ environment: "qa" }))).toBeNull();
    expect(concernOf(exception({ kind: "late-event" }))).toBeNull();
    expect(concernOf(exception({ quietUntil: start + minute }))).toBeNull();
    expect(concernOf(exception({ openedAt: start - 15 * 86_400_000 }))).toBeNull();
    expect(concernOf(exception({ openedAt: start - 3 * 86_400_000 }))).not.toBeNull();
  });

  test("a silence speaks for what it explains; what it leaves behind is told when it ends", () => {
    const one = desk(networkOf(null));
    const silence = {
      kind: "source-silent",
      owner: { team: "office", person: null },
      title: "Reno: nothing heard",
    } as const;
    one.set(1, silence);
    for (let number = 2; number <= 413; number++) one.set(number, { kind: "missing-event", title: "No confirmation" });
    one.run(start, start + 4 * minute);
    expect(occasionsOf(one.told)).toEqual(["opened office"]);
    expect(one.told[0]).toMatchObject({ exceptions: 413, title: "Reno: nothing heard", exception: "X-1" });
    const heard = start + 5 * minute;
    one.set(1, { state: "resolved", resolvedAt: heard });
    one.at(heard);
    for (let number = 2; number <= 399; number++) one.drop(number);
    one.run(heard + 30 * second, heard + 4 * minute);
    expect(occasionsOf(one.told).slice(1).sort()).toEqual(["moved office", "opened dock"]);
    expect(one.told.find(({ team }) => team.id === "dock")).toMatchObject({ exceptions: 14 });
  });
});

describe("quiet hours", () => {
  const quiet: Calendar = { id: "night", edges: [start - minute, start + 60 * minute] };

  test("hold what is not critical until they end, if it still stands then", () => {
    const one = desk(networkOf(quiet));
    one.set(1, {});
    one.run(start, start + 59 * minute, 10 * second);
    expect(one.told).toEqual([]);
    one.run(start + 60 * minute, start + 61 * minute);
    expect(occasionsOf(one.told)).toEqual(["opened dock"]);
    const healed = desk(networkOf(quiet));
    healed.set(1, {});
    healed.run(start, start + 50 * minute, minute);
    healed.drop(1);
    healed.run(start + 50 * minute, start + 90 * minute, minute);
    expect(healed.told).toEqual([]);
  });

  test("let through what is critical, or becomes so", () => {
    const one = desk(networkOf(quiet));
    one.set(1, {});
    one.run(start, start + 10 * minute, second);
    one.set(1, { severity: "critical" });
    one.run(start + 10 * minute, start + 11 * minute);
    expect(occasionsOf(one.told)).toEqual(["opened dock"]);
  });
});

describe("whatever happens", () => {
  type Act =
    | { readonly do: "set"; readonly number: number; readonly state: Concern["state"]; readonly severity: Severity }
    | { readonly do: "climb"; readonly number: number }
    | { readonly do: "hand"; readonly number: number; readonly team: string }
    | { readonly do: "wait"; readonly seconds: number }
    | { readonly do: "restart" };
  const number = fc.integer({ min: 1, max: 4 });
  const act: fc.Arbitrary<Act> = fc.oneof(
    fc.record({
      do: fc.constant("set" as const),
      number,
      state: fc.constantFrom("open", "acknowledged", "snoozed", "resolved"),
      severity: fc.constantFrom("critical", "high", "medium", "low"),
    }),
    fc.record({ do: fc.constant("climb" as const), number }),
    fc.record({ do: fc.constant("hand" as const), number, team: fc.constantFrom("dock", "office") }),
    fc.record({ do: fc.constant("wait" as const), seconds: fc.integer({ min: 1, max: 400 }) }),
    fc.record({ do: fc.constant("wait" as const), seconds: fc.integer({ min: 1, max: 400 }) }),
    fc.constant({ do: "restart" } as const),
  );
  const isNoisy = ({ occasion }: Notice) => isNoise(occasion);

  /** Plays acts, and notes for each second whether something of the team had stood untaken, and on which rung. */
  function play(acts: readonly Act[], network: Network) {
    const one = desk(network);
    let at = start;
    const openSince = new Map<string, Instant>();
    const faults: string[] = [];
    const tick = () => {
      for (const team of ["dock", "office"]) {
        const open = [...one.members.values()].some((row) => row.owner.team === team && row.state === "open");
        if (!open) openSince.delete(team);
        else if (!openSince.has(team)) openSince.set(team, at);
      }
      const before = one.told.length;
      one.at(at);
      for (const notice of one.told.slice(before)) {
        const since = openSince.get(notice.team.id);
        const first = notice.occasion === "opened" || notice.occasion === "reopened";
        if (first && (since === undefined || at - since < delay)) faults.push(`${notice.key} too soon`);
      }
    };
    for (const one_ of acts) {
      if (one_.do === "wait") for (let passed = 0; passed < one_.seconds; passed++, at += second) tick();
      else if (one_.do === "restart") one.restart();
      else {
        const row = one.members.get(one_.number);
        if (one_.do === "set") {
          const begins = one_.state === "open" && (row === undefined || row.state === "resolved");
          // An exception that nobody took keeps the time of its opening.
          const wasTaken =
            row !== undefined && row.state !== "open" && row.state !== "resolved" && one_.state === "open";
          one.set(one_.number, {
            state: one_.state,
            severity: one_.severity,
            ...(begins || wasTaken || row === undefined ? { createdAt: at, dueAt: at + 30 * minute, rung: 0 } : {}),
          });
        } else if (row !== undefined && one_.do === "climb")
          one.set(one_.number, { rung: row.rung + 1, dueAt: at + 30 * minute });
        else if (row !== undefined && one_.do === "hand")
          one.set(one_.number, { owner: { team: one_.team, person: null }, rungAt: at, dueAt: at + 30 * minute });
      }
    }
    for (let passed = 0; passed < 900; passed++, at += second) tick();
    return { told: one.told, faults, members: [...one.members.values()] };
  }

  test("no key comes twice, nothing is told too soon, and each telling again has its reason", () => {
    fc.assert(
      fc.property(fc.array(act, { maxLength: 25 }), (acts) => {
        const { told, faults, members } = play(acts, networkOf(null));
        expect(faults).toEqual([]);
        expect(new Set(told.map(({ key }) => key)).size).toBe(told.length);
        for (const team of ["dock", "office"]) {
          let open = false;
          let rung = 0;
          let reminded = -1;
          const own = told.filter((notice) => notice.team.id === team);
          for (const [index, notice] of own.entries()) {
            expect(notice.key).toBe(`C-1|${team}|${index + 1}`);
            switch (notice.occasion) {
              case "opened":
                expect([open, index]).toEqual([false, 0]);
                open = true;
                ({ rung } = notice);
                reminded = -1;
                break;
              case "reopened":
                expect([open, ["moved", "cleared"].includes(own[index - 1]?.occasion ?? "")]).toEqual([false, true]);
                open = true;
                ({ rung } = notice);
                reminded = -1;
                break;
              case "escalated":
                if (open) expect(notice.rung).toBeGreaterThan(rung);
                else expect(index).toBe(0);
                open = true;
                ({ rung } = notice);
                break;
              case "unacknowledged":
                expect(open).toBe(true);
                expect(notice.rung).toBeGreaterThan(reminded);
                reminded = notice.rung;
                break;
              case "taken":
                expect([open, notice.untaken]).toEqual([true, 0]);
                break;
              case "moved":
              case "cleared":
                expect([open, notice.exceptions]).toEqual([true, 0]);
                open = false;
                break;
            }
          }
          // At rest, who has something that nobody took was told of it, and who has nothing was told so.
          const left = members.filter((row) => row.owner.team === team && row.state !== "resolved");
          if (left.some(({ state }) => state === "open")) expect(open).toBe(true);
          if (left.length === 0) expect(open).toBe(false);
        }
      }),
      { numRuns: 300 },
    );
  });

  test("in quiet hours nothing makes a noise but what is critical", () => {
    const quiet: Calendar = { id: "night", edges: [start - minute, start + 86_400_000] };
    fc.assert(
      fc.property(fc.array(act, { maxLength: 25 }), (acts) => {
        const { told } = play(acts, networkOf(quiet));
        for (const notice of told.filter(isNoisy)) expect(notice.severity).toBe("critical");
      }),
      { numRuns: 200 },
    );
  });

  test("a start in between tells nothing again and forgets nothing", () => {
    // A start begins the wait before an end anew: what ends is played above.
    const stands = act.filter(
      (one) => one.do !== "hand" && one.do !== "restart" && !(one.do === "set" && one.state === "resolved"),
    );
    fc.assert(
      fc.property(fc.array(stands, { maxLength: 25 }), (acts) => {
        const withStarts = acts.flatMap((one): readonly Act[] => [{ do: "restart" }, one, { do: "restart" }]);
        const told = (list: readonly Act[]) => play(list, networkOf(null)).told;
        expect(told(withStarts)).toEqual(told(acts));
      }),
      { numRuns: 100 },
    );
  });
});
