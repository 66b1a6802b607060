import type { Server } from "../scenarios/server.ts";
import type { Outcome } from "./family.ts";
import { type Flood, type Flooding, type Kind, percentile, recordsIn } from "./flood.ts";

const kindOf = (random: number): Kind => (random < 0.5 ? "business" : "spans");

/** A load that a server takes easily, to be sent before and beside whatever may slow it. */
export const steady = (endpoint: string): Omit<Flooding, "seed" | "seconds"> => ({
  endpoint,
  connections: 2,
  rate: 400,
  kindOf,
});

/** What became of a steady load: whether it was answered as before, and kept. A twentieth of what was acknowledged is looked for. */
export async function judgeBeside(
  server: Server,
  before: Flood,
  meanwhile: Flood,
): Promise<Pick<Outcome, "acked" | "lost" | "findings"> & { readonly said: string }> {
  const [usual, then] = [p99(before), p99(meanwhile)];
  const findings: string[] = [];
  // Where answers take a few milliseconds, the machine's own noise is more than their half.
  if (then > usual * 1.5 + 250)
    findings.push(`answers took ${Math.round(then)} ms beside them, ${Math.round(usual)} before`);
  for (const one of [before, meanwhile])
    for (const [what, count] of one.wrong) findings.push(`${count} answers were ${what}`);
  await server.settled();
  const acked = [...before.acked, ...meanwhile.acked];
  let lost = 0;
  for (const [trace, kind] of acked.filter((_, index) => index % 20 === 0)) {
    const { json } = await server.api(`/api/v1/traces/${trace}`);
    lost += Math.max(0, recordsIn[kind] - (json?.spans?.length ?? 0));
  }
  const said = `answers p99 ${Math.round(usual)} ms before, ${Math.round(then)} ms beside them`;
  return { acked: acked.reduce((sum, [, kind]) => sum + recordsIn[kind], 0), lost, findings, said };
}

const p99 = ({ byKind }: Flood): number =>
  percentile(
    [...byKind.values()].flatMap(({ latencies }) => latencies),
    0.99,
  );
