import type { OpsException, Ref } from "../types.ts";

/** Kind, subject, event type; without event type, system and masked name; for a step, the step. */
export function fingerprintFor(exception: Pick<OpsException, "fingerprint">, to: Ref): string {
  const [kind = "", , ...rest] = exception.fingerprint.split("\u001f");
  return fingerprint(kind, to, rest.join("\u001f"));
}

/** Text of a fingerprint; the parts are told apart by a character that no name holds. */
export const fingerprint = (kind: string, subject: string, what: string): string =>
  `${kind}\u001f${subject}\u001f${what}`;
