import type { DepartureRow, TallyRow } from "../../../server/wire/index.ts";
import type { GatePart } from "../../widgets/strokes.ts";

/** Under so many milliseconds to go a truck that may leave short is red. */
const nearMs = 3_600_000;

/** What is to be said of a truck. */
export type Verdict =
  | {
      readonly kind: "short";
      readonly n: number;
      readonly near: boolean;
      readonly title: string;
      readonly others: number;
    }
  | { readonly kind: "not-known"; readonly n: number }
  | { readonly kind: "full"; readonly toLoad: number }
  | { readonly kind: "empty" }
  | { readonly kind: "behind"; readonly n: number }
  | { readonly kind: "gone" };

/** Whether a truck leaves, or left, with all its orders. What is not known is never called full. */
export function verdictOf(row: DepartureRow, now: number): Verdict {
  if (row.left) {
    if (row.behind > 0) return { kind: "behind", n: row.behind };
    return row.notKnown > 0
      ? { kind: "not-known", n: row.notKnown }
      : row.orders === 0
        ? { kind: "empty" }
        : { kind: "gone" };
  }
  if (row.blocked > 0) {
    const [cause, ...others] = row.causes;
    return {
      kind: "short",
      n: row.blocked,
      near: Date.parse(row.at) - now < nearMs,
      title: cause?.title.split(":")[0] ?? "",
      others: others.length,
    };
  }
  if (row.notKnown > 0) return { kind: "not-known", n: row.notKnown };
  return row.orders === 0 ? { kind: "empty" } : { kind: "full", toLoad: row.floor };
}

/** A part of what is planned on a truck. */
export interface DeparturePart extends GatePart {
  readonly word: "loaded" | "floor" | "blocked" | "not-known" | "shipped" | "behind";
}

/** The parts of what is planned on a truck, in the order of their strokes; before and after it left they are others. */
export function partsOf(row: DepartureRow): readonly DeparturePart[] {
  const parts: readonly DeparturePart[] = [
    { word: "shipped", form: "done", count: row.shipped },
    { word: "loaded", form: row.shipped > 0 ? "done-of" : "done", count: row.loaded },
    { word: "floor", form: "in-hand", count: row.floor },
    { word: "blocked", form: "blocked", count: row.blocked },
    { word: "behind", form: "late", count: row.behind },
    { word: "not-known", form: "not-known", count: row.notKnown },
  ];
  const always: ReadonlySet<string> = new Set(row.left ? ["shipped"] : ["loaded", "floor", "blocked"]);
  return parts.filter((part) => part.count > 0 || always.has(part.word));
}

/** By how much the parts of a truck miss its orders. */
export const missingOf = (row: DepartureRow): number =>
  row.orders - partsOf(row).reduce((sum, part) => sum + part.count, 0);

/** What leaves yet, added up. */
export interface ToCome {
  readonly orders: number;
  readonly loaded: number;
  readonly floor: number;
  readonly blocked: number;
  readonly notKnown: number;
}

/** Adds up the trucks that have not left: what is planned on them and has not shipped. */
export function toCome(rows: readonly DepartureRow[]): ToCome {
  const open = rows.filter((row) => !row.left);
  const sum = (of: (row: DepartureRow) => number): number => open.reduce((all, row) => all + of(row), 0);
  return {
    orders: sum((row) => row.orders - row.shipped - row.behind),
    loaded: sum((row) => row.loaded),
    floor: sum((row) => row.floor),
    blocked: sum((row) => row.blocked),
    notKnown: sum((row) => row.notKnown),
  };
}

/** How the trucks tie to the tally: positive where the tally has orders that no truck has. */
export function tieTo(rows: readonly DepartureRow[], tally: TallyRow): number {
  const { parts } = tally.orders;
  return parts.floor + parts.blocked + parts["not-known"] - toCome(rows).orders;
}

/** What the sentence at the head says, by rule. */
export interface Headline {
  readonly short: readonly { readonly id: string; readonly at: string; readonly n: number; readonly near: boolean }[];
  readonly full: number;
  readonly notKnown: number;
  readonly toCome: number;
  readonly behind: number;
}

/** Which trucks leave short, how many can leave full, and how many orders cannot be told. */
export function headlineOf(rows: readonly DepartureRow[], now: number): Headline {
  const open = rows.filter((row) => !row.left);
  const verdicts = open.map((row) => ({ row, verdict: verdictOf(row, now) }));
  return {
    short: verdicts.flatMap(({ row, verdict }) =>
      verdict.kind === "short" ? [{ id: row.id, at: row.at, n: verdict.n, near: verdict.near }] : [],
    ),
    full: verdicts.filter(({ verdict }) => verdict.kind === "full").length,
    notKnown: open.reduce((sum, row) => sum + row.notKnown, 0),
    toCome: open.length,
    behind: rows.reduce((sum, row) => sum + row.behind, 0),
  };
}

/** All orders that something blocks on a truck, each once, with the cause and the exception that it stands under. */
export function blockedOrders(
  row: DepartureRow,
): readonly { readonly id: string; readonly title: string; readonly exception: string | null }[] {
  const seen = new Set<string>();
  return row.causes.flatMap((cause) =>
    cause.orders.flatMap((id, at) => {
      if (seen.has(id)) return [];
      seen.add(id);
      return [{ id, title: cause.title, exception: cause.exceptions[at] ?? cause.exceptions[0] ?? null }];
    }),
  );
}

/** The later departure that all that were left behind are on now; null where they are on several or on none. */
export function allOn(orders: DepartureRow["behindOrders"]): string | null {
  const [first] = orders;
  return first?.movedTo != null && orders.every((one) => one.movedTo === first.movedTo) ? first.movedTo : null;
}
