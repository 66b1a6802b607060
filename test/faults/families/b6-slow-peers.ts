import { readdirSync, readlinkSync } from "node:fs";
import { connect, type Socket } from "node:net";
import { join } from "node:path";
import { pause } from "../../scenarios/server.ts";
import { breakBuild, honest } from "../build.ts";
import type { Family, Outcome } from "../family.ts";
import { flood, type Kind, percentile, recordsIn } from "../flood.ts";
import { rebuiltAlike, rigOf } from "../rig.ts";

/** A sender has so long for its headers, then to read why it is refused; a little more until the door looks again. */
const cutWithinMs = 10_000 + 2_000 + 3_000;

/** Waits for headers for ever. */
const patient = [{ file: "server/http/door.js", from: "headersMs: 10_000", to: "headersMs: 1_000_000" }];

const kindOf = (random: number): Kind => (random < 0.5 ? "business" : "spans");

/**
 * Hundreds of connections send a few bytes of their headers now and then, or half of a body, and no more. They are cut
 * off in time, and others are answered as before meanwhile.
 */
export const slowPeers: Family = {
  id: "b6",
  title: "connections that hardly send anything",
  needs: [],
  twin: "waits for headers for ever",
  rounds: { short: 200, long: 500 },
  async run({ rounds, seed, log, twin }): Promise<Outcome> {
    const rig = await rigOf({ build: twin ? breakBuild(patient) : honest });
    const server = await rig.start();
    const plain = { endpoint: server.otlpHttp, connections: 2, rate: 400, kindOf };
    const before = await flood({ ...plain, seed, seconds: 3 });
    const { port } = new URL(server.otlpHttp);
    const slow: Socket[] = [];
    const others = socketsOf(server.pid);
    for (let index = 0; index < rounds; index++) {
      const socket = connect(Number(port), "127.0.0.1");
      socket.on("error", () => undefined);
      socket.once("connect", () => socket.write(`POST /v1/traces HTTP/1.1\r\nhost: x\r\nx-a-${index}: `));
      slow.push(socket);
    }
    const drip = setInterval(() => {
      for (const socket of slow) if (!socket.destroyed) socket.write("a");
    }, 2_000);
    await pause(500);
    const opened = socketsOf(server.pid) - others;
    const meanwhile = await flood({ ...plain, seed: seed + 1, seconds: 6 });
    await pause(cutWithinMs - 6_500);
    const left = Math.max(0, socketsOf(server.pid) - others);
    clearInterval(drip);
    for (const socket of slow) socket.destroy();
    const [usual, then] = [p99(before), p99(meanwhile)];
    log(
      `${opened} slow connections, ${left} of them left after ${cutWithinMs} ms; answers p99 ${Math.round(usual)} ms before, ${Math.round(then)} ms beside them`,
    );
    const findings: string[] = [];
    if (opened < rounds * 0.9) findings.push(`only ${opened} of ${rounds} slow connections were let in`);
    if (left > rounds / 100)
      findings.push(`${left} of ${opened} slow connections are still open after ${cutWithinMs} ms`);
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
    if (!twin) findings.push(...(await rebuiltAlike(rig)));
    await rig.close();
    return { rounds, acked: acked.reduce((sum, [, kind]) => sum + recordsIn[kind], 0), lost, twice: 0, findings };
  },
};

/** Connections and listeners that a process has, as Linux counts them. */
function socketsOf(pid: number): number {
  const folder = `/proc/${pid}/fd`;
  return readdirSync(folder).filter((fd) => {
    try {
      return readlinkSync(join(folder, fd)).startsWith("socket:");
    } catch {
      // Closed since it was listed.
      return false;
    }
  }).length;
}

const p99 = ({ byKind }: Awaited<ReturnType<typeof flood>>): number =>
  percentile(
    [...byKind.values()].flatMap(({ latencies }) => latencies),
    0.99,
  );
