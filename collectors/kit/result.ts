/**
 * What went wrong, said once, where it happened.
 * `permanent`: the same bytes will fail again; `retryable`: the sender should come back after `retryAfterMs`.
 */
export interface Fault {
  readonly class: "permanent" | "retryable";
  /** Stable and kebab-case, for programs: `body-too-large`, `bad-json`, `journal-behind`. */
  readonly code: string;
  /** For people; says what to do. Never holds bytes of the request or paths of this machine. */
  readonly message: string;
  /** Only on a retryable fault. */
  readonly retryAfterMs?: number;
}

/** An expected outcome: a value, or the fault that stands in its place. Anything thrown is a bug. */
export type Result<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly fault: Fault };

/** The good outcome. */
export const ok = <T>(value: T): Result<T> => ({ ok: true, value });

/** A fault that trying again will not mend. */
export const permanent = (code: string, message: string): { readonly ok: false; readonly fault: Fault } => ({
  ok: false,
  fault: { class: "permanent", code, message },
});

/** A fault that time mends; `retryAfterMs` travels to the sender as `Retry-After`. */
export const retryable = (
  code: string,
  message: string,
  retryAfterMs: number,
): { readonly ok: false; readonly fault: Fault } => ({
  ok: false,
  fault: { class: "retryable", code, message, retryAfterMs },
});
