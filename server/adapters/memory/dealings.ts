import type { Dealing, Dealt } from "../../domain/index.ts";
import { compareTexts } from "../../ports/canonical.ts";
import { cursorText, readCursor } from "../../ports/cursor.ts";
import { dealtOf, dealtText, verdictOn } from "../../ports/dealings.ts";
import type { Scope, Views } from "../../ports/index.ts";
import type { Tables } from "./rows.ts";

/** What was due between us and partners. */
export function dealingViews(tables: Tables): Pick<Views, "dealt" | "dealings" | "downtimes"> {
  const seen = ({ warehouses }: Scope, partner: string): readonly Dealing[] =>
    [...tables.dealings.values()]
      .flat()
      .filter((one) => one.partner === partner && (warehouses?.includes(one.warehouse ?? "") ?? true));
  return {
    async dealt(scope, partner, edges) {
      const counts = new Map<string, Dealt>();
      for (const dealing of seen(scope, partner)) {
        const { dueAt } = dealing;
        const from = edges.findLast((edge) => edge <= dueAt);
        if (from === undefined || dueAt >= (edges.at(-1) ?? from)) continue;
        const counted = dealtOf(dealing, from);
        const text = dealtText(counted);
        counts.set(text, { ...counted, count: (counts.get(text)?.count ?? 0) + 1 });
      }
      return [...counts].sort(([a], [b]) => compareTexts(a, b)).map(([, one]) => one);
    },
    async dealings(scope, asked, limit, cursor) {
      const { partner, line, from, to, verdict } = asked;
      const found = seen(scope, partner).filter((one) => {
        if (one.side !== line.side || `${one.flow}.${one.step}` !== line.step) return false;
        const counts = verdictOn(one, asked);
        return one.dueAt >= from && one.dueAt < to && (verdict === null ? counts !== "none" : counts === verdict);
      });
      found.sort(
        (a, b) => b.dueAt - a.dueAt || compareTexts(a.ref, b.ref) || compareTexts(a.expectation, b.expectation),
      );
      const [dueAt, ref, expectation] = readCursor(cursor, "nss") ?? [Number.MAX_SAFE_INTEGER, "", ""];
      const rest = found.filter(
        (one) =>
          one.dueAt < Number(dueAt) ||
          (one.dueAt === dueAt &&
            (compareTexts(one.ref, String(ref)) || compareTexts(one.expectation, String(expectation))) > 0),
      );
      const items = rest.slice(0, limit);
      const last = items.at(-1);
      const more = last !== undefined && rest.length > limit;
      const nextCursor = more ? cursorText([last.dueAt, last.ref, last.expectation]) : null;
      return { items, total: found.length, nextCursor };
    },
    downtimes: async () => tables.engine?.downtimes ?? [],
  };
}
