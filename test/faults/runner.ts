import { endAll } from "../scenarios/server.ts";
import { type Family, isGreen, type Outcome } from "./family.ts";
import { type Lack, lackOf } from "./needs.ts";

/** What became of one family. */
export interface Result {
  readonly id: string;
  readonly rounds: number;
  readonly acked: number;
  readonly lost: number;
  readonly twice: number;
  /** Whether the broken twin was found out. */
  readonly twinRed: boolean;
  /** What is not as it must be, and why the twin was not found out. */
  readonly findings: readonly string[];
}

/** How a run goes. */
export interface Plan {
  readonly seed: number;
  readonly short: boolean;
  /** Instead of the family's own number. */
  readonly rounds?: number;
  readonly log: (line: string) => void;
}

/** What a family cannot do without and does not find here. */
export const lacksOf = (family: Family): readonly Lack[] => family.needs.map(lackOf).filter((lack) => lack !== null);

/** So many rounds find a family's twin out. */
export const twinRounds = ({ rounds }: Family): number => rounds.twin ?? rounds.short;

/** Runs a family as it is, then against its twin. */
export async function runFamily(family: Family, plan: Plan): Promise<Result> {
  const rounds = plan.rounds ?? (plan.short ? family.rounds.short : family.rounds.long);
  plan.log(`${family.id}  ${family.title}: ${rounds} rounds, seed ${plan.seed}`);
  const began = performance.now();
  const outcome = await once(family, plan, rounds, false);
  for (const finding of outcome.findings) plan.log(`${family.id}  ${finding}`);
  const twin = await once(family, plan, twinRounds(family), true);
  const seconds = Math.round((performance.now() - began) / 1_000);
  // A run that breaks off has found nothing out.
  const twinRed = !isGreen(twin) && !twin.brokeOff;
  plan.log(
    `${family.id}  ${isGreen(outcome) ? "green" : "RED"}: ${outcome.acked} acknowledged, ${outcome.lost} lost, ${outcome.twice} twice; ` +
      `the twin, which ${family.twin}, ${twinRed ? "is red" : "IS NOT RED"}: ${twin.lost} lost, ${twin.twice} twice` +
      `${twin.findings.length === 0 ? "" : `, ${twin.findings.join("; ").slice(0, 300)}`}; ${seconds} s`,
  );
  return {
    id: family.id,
    rounds: outcome.rounds,
    acked: outcome.acked,
    lost: outcome.lost,
    twice: outcome.twice,
    twinRed,
    findings: [...outcome.findings, ...(twinRed ? [] : [`the twin, which ${family.twin}, was not found out`])],
  };
}

/** One run; what breaks it off is a finding. Nothing that it started is left. */
export async function once(
  family: Family,
  plan: Plan,
  rounds: number,
  twin: boolean,
): Promise<Outcome & { readonly brokeOff: boolean }> {
  try {
    const log = (line: string) => plan.log(`${family.id}${twin ? " twin" : ""}  ${line}`);
    return { ...(await family.run({ rounds, seed: plan.seed, log, twin })), brokeOff: false };
  } catch (error) {
    const reason = error instanceof Error ? (error.stack ?? error.message) : String(error);
    return { rounds, acked: 0, lost: 0, twice: 0, findings: [`the run broke off: ${reason}`], brokeOff: true };
  } finally {
    await endAll();
  }
}
