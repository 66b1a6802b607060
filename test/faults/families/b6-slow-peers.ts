import { readdirSync, readlinkSync } from "node:fs";
import { connect, type Socket } from "node:net";
import { join } from "node:path";
import { pause } from "../../scenarios/server.ts";
import { judgeBeside, steady } from "../beside.ts";
import { breakBuild, honest } from "../build.ts";
import type { Family, Outcome } from "../family.ts";
import { flood } from "../flood.ts";
import { rebuiltAlike, rigOf } from "../rig.ts";

/** A sender has so long for its headers, then to read why it is refused; a little more until the door looks again. */
const cutWithinMs = 10_000 + 2_000 + 3_000;

/** Waits for headers for ever. */
const patient = [{ file: "server/http/door.js", from: "headersMs: 10_000", to: "headersMs: 1_000_000" }];

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
    const plain = steady(server.otlpHttp);
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
    const beside = await judgeBeside(server, before, meanwhile);
    log(`${opened} slow connections, ${left} of them left after ${cutWithinMs} ms; ${beside.said}`);
    const findings = [...beside.findings];
    if (opened < rounds * 0.9) findings.push(`only ${opened} of ${rounds} slow connections were let in`);
    if (left > rounds / 100)
      findings.push(`${left} of ${opened} slow connections are still open after ${cutWithinMs} ms`);
    if (!twin) findings.push(...(await rebuiltAlike(rig)));
    await rig.close();
    return { rounds, acked: beside.acked, lost: beside.lost, twice: 0, findings };
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
