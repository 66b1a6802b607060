import type { Site } from "./company.ts";
import { moved, type Step } from "./step.ts";
import type { TracePlan } from "./trace.ts";

/** Keeps back what a site would have told, and what would have followed from it, until it is heard again. */
export interface Silence {
  /** From now on nothing comes from a site. */
  begin(site: Site): void;
  /** Null when a step is to be told now, `kept` when the silence keeps it, else the step as it is to be told later. */
  divert(step: Step, plan: TracePlan): Step | "kept" | null;
  /** The site is heard again: what was kept, in its order, one each second from a planned instant on. */
  end(at: number): readonly Step[];
}

/** What begins a paper at a site, or sends it there: without it nothing is awaited from a site that is silent. */
const beginnings: ReadonlySet<unknown> = new Set([
  "order.created",
  "order.released",
  "receipt.advised",
  "return.authorized",
]);
const paperNames = ["order.id", "receipt.id", "return.id", "transfer.id"];
const apart = 1_000;
/** What was kept is told as a story of its own, so that it is not kept for its number again. */
const keptBack = "kept back";

/** Nobody is silent yet. */
export function openSilence(): Silence {
  const papers = new Set<unknown>();
  let site: Site | null = null;
  let kept: Step[] = [];
  let open = true;
  /** After the end: the planned instant at which the last one that was kept is told. */
  let caughtUp = Number.NEGATIVE_INFINITY;

  const concerns = (plan: TracePlan): boolean => {
    const [root] = plan.spans;
    if (root === undefined || site === null) return false;
    const numbers = paperNames.flatMap((name) => root.attributes[name] ?? []);
    const begins = root.attributes["warehouse.code"] === site.id && beginnings.has(root.attributes["business.event"]);
    if (root.service !== site.floor && !begins && !numbers.some((number) => papers.has(number))) return false;
    for (const number of numbers) papers.add(number);
    return true;
  };
  /** What the site says keeps the time at which it was so; others act when they hear of it. */
  const later = (step: Step, plan: TracePlan, at: number): Step => ({
    ...moved({ ...step, at: plan.start, plan: () => plan }, at, plan.spans[0]?.service === site?.floor),
    story: keptBack,
  });

  return {
    begin(next) {
      site = next;
      open = false;
    },
    divert(step, plan) {
      if (step.story !== undefined && (open || step.story !== keptBack)) return null;
      if (!concerns(plan)) return null;
      if (!open) {
        kept.push({ ...step, at: plan.start, plan: () => plan });
        return "kept";
      }
      if (step.at > caughtUp) return null;
      caughtUp += apart;
      return later(step, plan, caughtUp);
    },
    end(at) {
      open = true;
      const told = kept
        .toSorted((a, b) => a.at - b.at)
        .map((step, index) => later(step, step.plan(), at + index * apart));
      kept = [];
      caughtUp = at + told.length * apart;
      return told;
    },
  };
}
