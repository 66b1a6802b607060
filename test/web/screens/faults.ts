import {
  attributer,
  errorAttributes,
  errorGroupRows,
  grouperOf,
  groupsOf,
} from "../../../server/feeds/error-groups.ts";
import { trialOf } from "../../../server/feeds/grouping-trial.ts";
import { learningOf } from "../../../server/feeds/learning.ts";
import type { LivedException } from "../../../server/ports/index.ts";
import type {
  CauseRow,
  ErrorAttributesRow,
  ErrorsRow,
  GroupingRule,
  GroupingTrialRow,
} from "../../../server/wire/index.ts";
import { causesOf } from "../mock/lists.ts";
import { exceptionsOf, moment } from "../mock/world.ts";

const hour = 3_600_000;
const rows = exceptionsOf();
const span = { from: moment - 24 * hour, to: moment };

/** Causes of the pictures' moment, as the live stream has them. */
export const causeRows = (): readonly CauseRow[] => causesOf(new Map(rows.map((row) => [row.id, row])), { filter: {} });

const plain = {
  eventType: null,
  code: null,
  customerTier: null,
  partner: null,
  traceId: null,
} as const;

/** A day of lives: those of the pictures, and one fault that heals by itself all day long. */
function lives(): readonly LivedException[] {
  const present = rows.map(
    (row, index): LivedException => ({
      ...plain,
      number: 1_000 - index,
      family: `${row.kind}\u001f${row.system ?? ""}\u001f${row.flow ?? ""}\u001f${row.step ?? ""}\u001f\u001f${row.title}`,
      causeId: row.causeId,
      kind: row.kind,
      system: row.system,
      flow: row.flow,
      step: row.step,
      title: row.title,
      team: row.owner.team,
      warehouse: row.warehouse,
      object: row.object === null ? null : `${row.object.kind}:*:${row.object.id}`,
      openedAt: Date.parse(row.openedAt),
      createdAt: Date.parse(row.createdAt),
      acknowledgedAt: row.acknowledgedAt === null ? null : Date.parse(row.acknowledgedAt),
      resolvedAt: row.resolvedAt === null ? null : Date.parse(row.resolvedAt),
      endedBy: row.resolution?.by ?? null,
      reason: row.resolution?.reason ?? null,
      touches: row.acknowledgedAt === null ? 0 : 1,
      severity: row.severity,
      customer: row.customer,
      carrier: row.title.includes("postcode") ? "CORVUS" : index % 3 === 0 ? "UPS" : "FEDEX",
      held:
        row.object === null || row.resolvedAt !== null
          ? []
          : [
              {
                ref: `order:*:${row.object.id}`,
                money:
                  row.value?.amount == null || row.value.currency === null
                    ? null
                    : { minor: Math.round(Number(row.value.amount) * 100), currency: row.value.currency },
                basis: row.value?.basis ?? "unknown",
              },
            ],
    }),
  );
  const healing = Array.from({ length: 20 }, (_, index): LivedException => {
    const at = moment - (index + 1) * hour;
    return {
      ...plain,
      number: 100 - index,
      family:
        "missing-event\u001fwms-atl\u001forder-to-ship\u001fpick\u001f\u001fPick not confirmed: nothing from ATL WMS",
      causeId: "C-900",
      kind: "missing-event",
      system: "wms-atl",
      flow: "order-to-ship",
      step: "pick",
      title: "Pick not confirmed: nothing from ATL WMS",
      team: "atl-dock-leads",
      warehouse: "ATL",
      object: `order:*:SO-${index}`,
      openedAt: at,
      createdAt: at,
      acknowledgedAt: null,
      resolvedAt: at + 9 * 60_000,
      endedBy: "rule",
      reason: "arrived",
      touches: 0,
      severity: "medium",
      customer: null,
      carrier: index % 2 === 0 ? "UPS" : "FEDEX",
      held: [],
    };
  });
  return [...present, ...healing];
}

const attributesOf = attributer([]);
const live = grouperOf({ groupings: [] }, attributesOf);

/** Groups of the pictures' day; before that of the labels the shop went to another version. */
export function errors(): ErrorsRow {
  const all = lives();
  const groups = groupsOf(all, live);
  const label = rows.find(({ title }) => title.includes("postcode"));
  const { faults: _, ...learning } = learningOf(all, { ...span, orders: 5_931 }, live);
  const found = errorGroupRows(groups.values(), {
    span,
    since: new Map(),
    happenings: [
      {
        kind: "version",
        at: Date.parse(label?.openedAt ?? "") - 8 * 60_000,
        system: label?.system ?? "",
        version: "2026.11.3",
        before: "2026.11.2",
      },
    ],
    systems: new Map(),
    network: { minorUnits: () => 100 },
  });
  const sum = found.reduce((total, { held }) => total + held.objects, 0);
  const objects = new Set(all.flatMap(({ held }) => held.map(({ ref }) => ref))).size;
  return {
    ...learning,
    groups: found,
    held: { objects, twice: sum - objects, queue: objects },
    rules: [],
    file: { name: "network.yaml", version: "v1", writable: true },
  };
}

/** What is peculiar to one of them. */
export const attributesFor = (id: string): ErrorAttributesRow | null =>
  errorAttributes(id, groupsOf(lives(), live), attributesOf);

/** The same day by one more rule, as the server would tell it apart. */
export function trial(rule: GroupingRule): GroupingTrialRow {
  const draft = grouperOf(
    {
      groupings: [
        {
          id: rule.id,
          name: rule.name,
          lines: rule.match,
          by: rule.by,
          matches: ({ says, kind }) =>
            rule.match.some((line) => line.says?.[0] === says && (line.kind === undefined || line.kind.includes(kind))),
        },
      ],
    },
    attributesOf,
  );
  const line = `  - { id: ${rule.id}, name: ${JSON.stringify(rule.name)} }`;
  return {
    ...trialOf(lives(), span, live, draft),
    change: { file: "network.yaml", diff: `+errors:\n+${line}\n`, text: `errors:\n${line}\n` },
  };
}
