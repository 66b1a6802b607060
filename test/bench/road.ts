import { hash } from "node:crypto";
import { fdatasyncSync, openSync, writevSync } from "node:fs";
import { createServer, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import process from "node:process";
import { isMainThread, parentPort, Worker, workerData } from "node:worker_threads";
import { compressSync } from "lz4-napi";

/** Bytes that are compressed at once, as in a block of the journal. */
const blockBytes = 64 * 1024;

/**
 * The road alone: a server that takes bodies over HTTP on one thread, hashes, compresses, appends and syncs them on
 * another, by group, and then answers. It looks at nothing and keeps nothing that could be found again: what it takes,
 * these parts take of whatever is made of them.
 */
function serve(path: string): void {
  const waiting = new Map<number, ServerResponse>();
  let last = 0;
  const writer = new Worker(new URL(import.meta.url), { workerData: path });
  writer.on("message", (written: readonly number[]) => {
    for (const number of written) {
      waiting.get(number)?.writeHead(200, { "content-length": 0 }).end();
      waiting.delete(number);
    }
  });
  const server = createServer((request, response) => {
    const parts: Buffer[] = [];
    request.on("data", (part: Buffer) => parts.push(part));
    request.on("end", () => {
      const body = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
      let at = 0;
      for (const part of parts) {
        body.set(part, at);
        at += part.length;
      }
      waiting.set(++last, response);
      writer.postMessage([last, body], [body.buffer]);
    });
  });
  server.listen(0, "127.0.0.1", () => process.send?.({ port: (server.address() as AddressInfo).port }));
  process.on("message", () => process.send?.({ cpu: process.cpuUsage() }));
  process.on("disconnect", () => process.exit());
}

function write(path: string): void {
  const file = openSync(path, "w");
  let group: number[] = [];
  let blocks: Buffer[] = [];
  const flush = (): void => {
    const written = group;
    writevSync(file, blocks);
    fdatasyncSync(file);
    group = [];
    blocks = [];
    parentPort?.postMessage(written);
  };
  parentPort?.on("message", ([number, bytes]: readonly [number, Uint8Array]) => {
    const body = Buffer.from(bytes.buffer);
    hash("sha256", body);
    for (let at = 0; at < body.length; at += blockBytes) blocks.push(compressSync(body.subarray(at, at + blockBytes)));
    if (group.push(number) === 1) setImmediate(flush);
  });
}

if (isMainThread) serve(process.argv[2] ?? "");
else write(String(workerData));
