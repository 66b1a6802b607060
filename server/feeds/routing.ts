import {
  changeAfter,
  type Instant,
  isOnShift,
  lastRule,
  type Network,
  type NotMine,
  type OpsException,
  type RouteNode,
  type Shift,
  shiftsAt,
  type TeamConfig,
} from "../domain/index.ts";
import type { ExceptionBrief, RotaRow, RuleProposal, RuleRow, ShiftRow, SuggestionRow } from "../wire/index.ts";
import { exceptionId } from "./exception-rows.ts";
import { isoOf, isoOrNull } from "./formats.ts";

/** Every rule in the order in which it is tried, the root last: it takes what is left. */
export function toRuleRows(network: Pick<Network, "routing">): readonly RuleRow[] {
  const rows: RuleRow[] = [];
  const root = network.routing;
  const first = taken(root, null);
  const visit = (nodes: readonly RouteNode[], prefix: string, above: Taken, depth: number): void => {
    for (const [index, node] of nodes.entries()) {
      const number = `${prefix}${index + 1}`;
      const own = taken(node, above);
      rows.push(rowOf(number, depth, node, own));
      visit(node.routes, `${number}.`, own, depth + 1);
    }
  };
  visit(root.routes, "", first, 0);
  rows.push(rowOf(lastRule(root), 0, root, first));
  return rows;
}

type Taken = Pick<RuleRow, "team" | "severity" | "acknowledgeMs" | "resolveMs" | "ladder">;

const nothing: Taken = { team: "", severity: null, acknowledgeMs: 1_800_000, resolveMs: 14_400_000, ladder: [] };

const taken = (node: RouteNode, above: Taken | null): Taken => ({
  team: node.to ?? (above ?? nothing).team,
  severity: node.severity ?? (above ?? nothing).severity,
  acknowledgeMs: node.acknowledge ?? (above ?? nothing).acknowledgeMs,
  resolveMs: node.resolve ?? (above ?? nothing).resolveMs,
  ladder:
    node.ladder?.map(({ team, person, after }) => ({ team, person, afterMs: after })) ?? (above ?? nothing).ladder,
});

const rowOf = (number: string, depth: number, node: RouteNode, own: Taken): RuleRow => ({
  number,
  depth,
  label: node.label,
  match: node.match.map(({ field, values }) => ({ field, values })),
  ...own,
});

/** Teams with who holds them at an instant, and their shifts that touch a window. */
export const toRotaRows = (
  teams: Iterable<TeamConfig>,
  at: Instant,
  window: { readonly from: Instant; readonly to: Instant },
): readonly RotaRow[] =>
  [...teams].map(({ id, name, people, rota }) => ({
    id,
    name,
    people: people ?? [],
    timezone: rota?.timezone ?? null,
    onShift: isOnShift(rota, at),
    now: shiftsAt(rota, at).map(shiftRow),
    changesAt: isoOrNull(changeAfter(rota, at)),
    knownTo: rota === undefined ? null : isoOrNull(rota.shifts.reduce<Instant | null>(later, null)),
    shifts: (rota?.shifts ?? []).filter(({ from, to }) => from < window.to && to > window.from).map(shiftRow),
  }));

const later = (last: Instant | null, { to }: Shift): Instant => Math.max(last ?? to, to);

const shiftRow = ({ name, person, from, to }: Shift): ShiftRow => ({ name, person, from: isoOf(from), to: isoOf(to) });

/** An exception as an example. */
export const toBrief = (exception: OpsException): ExceptionBrief => ({
  id: exceptionId(exception.number),
  title: exception.title,
  severity: exception.severity,
  warehouse: exception.warehouse,
  openedAt: isoOf(exception.openedAt),
  orders: exception.blocks.orders,
});

type Back = { readonly exception: OpsException; readonly back: NotMine };

/**
 * Rules that would have spared people from giving things back: what was given back alike (kind, flow and step, else
 * system; from whom to whom) is one, for the warehouses at which it happened. Most often first, then by name.
 */
export function suggestionsOf(
  exceptions: readonly OpsException[],
  since: Instant,
  changeFor: (rule: RuleProposal) => SuggestionRow["change"],
): readonly SuggestionRow[] {
  const groups = new Map<string, Back[]>();
  for (const exception of exceptions) {
    for (const back of exception.notMine) {
      if (back.at < since || back.from === back.to) continue;
      const { kind, flow, step, system } = exception;
      const key = [back.from, back.to, kind, flow ?? "", step ?? "", flow === null ? (system ?? "") : ""].join(
        "\u001f",
      );
      groups.set(key, [...(groups.get(key) ?? []), { exception, back }]);
    }
  }
  const rows = [...groups].map(([key, backs]) => {
    const [from = "", to = "", kind = "", flow = "", step = "", system = ""] = key.split("\u001f");
    const warehouses = [...new Set(backs.map(({ exception }) => exception.warehouse))];
    const rule: RuleProposal = {
      match: {
        kind: [kind as OpsException["kind"]],
        ...(flow === "" ? {} : { flow: [flow] }),
        ...(step === "" ? {} : { step: [step] }),
        ...(system === "" ? {} : { system: [system] }),
        ...(warehouses.includes(null) ? {} : { warehouse: warehouses.flatMap((one) => one ?? []).sort() }),
      },
      to,
    };
    const newest = [...backs].sort((a, b) => b.back.at - a.back.at);
    return {
      id: [from, to, kind, flow, step, system].filter((part) => part !== "").join("/"),
      from,
      to,
      count: backs.length,
      people: new Set(backs.map(({ back }) => back.by)).size,
      lastAt: isoOf(newest[0]?.back.at ?? since),
      reasons: [...new Set(newest.map(({ back }) => back.reason))].slice(0, 5),
      examples: [...new Set(newest.map(({ exception }) => exception))].slice(0, 3).map(toBrief),
      rule,
      change: changeFor(rule),
    };
  });
  return rows.sort((a, b) => b.count - a.count || (a.id < b.id ? -1 : a.id > b.id ? 1 : 0));
}
