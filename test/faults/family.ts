/** Something of the machine without which a family cannot run. */
export type Need = "strace" | "eatmydata" | "faketime" | "tmpfs";

/** How a family is run. */
export interface Running {
  /** How often; a family says what a round is. */
  readonly rounds: number;
  readonly seed: number;
  /** Tells how it goes, to people. */
  readonly log: (line: string) => void;
  /** Runs against the deliberately broken twin, which must be found out. */
  readonly twin: boolean;
}

/** What a run came to. A run is green when nothing is lost, nothing twice, and there are no findings. */
export interface Outcome {
  readonly rounds: number;
  /** Records, or decisions, of which an answer said that they are kept. */
  readonly acked: number;
  readonly lost: number;
  readonly twice: number;
  /** What else is not as it must be, each in a sentence. */
  readonly findings: readonly string[];
}

/** One kind of fault, and what must hold under it. */
export interface Family {
  readonly id: string;
  readonly title: string;
  readonly needs: readonly Need[];
  /** What the twin does wrong. */
  readonly twin: string;
  /** `twin`: so many are enough to find the twin out; those of the short form when left out. */
  readonly rounds: { readonly short: number; readonly long: number; readonly twin?: number };
  run(running: Running): Promise<Outcome>;
}

/** Whether a run found nothing wrong. */
export const isGreen = ({ lost, twice, findings }: Outcome): boolean =>
  lost === 0 && twice === 0 && findings.length === 0;
