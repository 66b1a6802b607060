import type { FlowCounts, FlowRow, FlowStepRow } from "../../../server/wire/index.ts";
import type { StateName } from "../../widgets/StateGlyph.tsx";

/** Windows over which a flow can be looked at; each is compared with the one of equal length before it. */
export const flowWindows = ["1h", "8h", "24h", "7d", "30d"] as const;
export type FlowWindow = (typeof flowWindows)[number];

/** What is wrong at a step, in the order in which it is told. */
export const troubles = ["late", "technical", "business"] as const;
export type Trouble = (typeof troubles)[number];

/** How each trouble is drawn: what a system refused looks unlike what goods and papers say. */
export const troubleStates: Readonly<Record<Trouble, StateName>> = {
  late: "late",
  technical: "failed",
  business: "mismatch",
};

/** What is wrong at a step, as far as anything is. */
export const troublesOf = (counts: FlowCounts): readonly { readonly trouble: Trouble; readonly n: number }[] =>
  troubles.map((trouble) => ({ trouble, n: counts[trouble] })).filter(({ n }) => n > 0);

/** How a step stands. `silent`: a system that would tell it is, so that its numbers may be too small. */
export type StepTone = "failed" | "late" | "silent" | "calm";
export function toneOf(step: FlowStepRow): StepTone {
  if (step.technical + step.business > 0) return "failed";
  if (step.late > 0) return "late";
  return step.silent.length > 0 ? "silent" : "calm";
}

/** How the way to a step stands: by what came over it in the window. */
export type WayTone = "silent" | "over" | "calm";
export function wayOf(step: FlowStepRow): WayTone {
  if (step.systems.length > 0 && step.silent.length === step.systems.length) return "silent";
  return step.p95Ms !== null && step.p95Ms > step.limitMs ? "over" : "calm";
}

const [thin, thick] = [2, 10];
/** Width of a way in pixels, by what went over it beside the busiest way; as thin as can be where it is not told. */
export const wayWidth = (volume: number | null, most: number): number =>
  volume === null || most <= 0 ? thin : thin + ((thick - thin) * Math.min(volume, most)) / most;

/** The greatest volume of a flow's ways; 0 where none is told. */
export const busiest = ({ edges }: Pick<FlowRow, "edges">): number =>
  Math.max(0, ...edges.map(({ volume }) => volume ?? 0));

/** The building with most trouble at a step, where there are several; of those alike the first. */
export function worstSite({ sites }: Pick<FlowStepRow, "sites">): string | null {
  if (sites.length < 2) return null;
  let worst: { readonly warehouse: string; readonly n: number } | null = null;
  for (const site of sites) {
    const n = troubles.reduce((sum, trouble) => sum + site[trouble], 0);
    if (site.warehouse !== null && n > (worst?.n ?? 0)) worst = { warehouse: site.warehouse, n };
  }
  return worst?.warehouse ?? null;
}

/** Documents that stand at a step: in flight, late, and those whose clock stands. */
export const standing = ({ inFlight, late, onHold }: FlowCounts): number => inFlight + late + onHold;

/** Whether the window before can be compared with: what was before anything was heard is not known, and is no zero. */
export const isComparable = ({ heardSince, beforeFrom }: Pick<FlowRow, "heardSince" | "beforeFrom">): boolean =>
  heardSince !== null && heardSince <= beforeFrom;

/** Steps in the order in which a document meets them: each after all that lead to it; a ring in the order of the file. */
export function inOrder({ steps, edges }: Pick<FlowRow, "steps" | "edges">): readonly FlowStepRow[] {
  const left = [...steps];
  const done = new Set<string>();
  const ordered: FlowStepRow[] = [];
  while (left.length > 0) {
    const ready = left.findIndex(({ id }) =>
      edges.every(({ from, to }) => to !== id || done.has(from) || !left.some((one) => one.id === from)),
    );
    const [next] = left.splice(Math.max(0, ready), 1);
    if (next === undefined) break;
    done.add(next.id);
    ordered.push(next);
  }
  return ordered;
}
