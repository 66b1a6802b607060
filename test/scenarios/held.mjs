// Loaded before a server: SIGUSR2 holds the thread that serves people until the file named by HELD_UNTIL is there.
import { existsSync, writeFileSync } from "node:fs";
import { isMainThread } from "node:worker_threads";

const until = process.env.HELD_UNTIL ?? "";
if (isMainThread)
  process.on("SIGUSR2", () => {
    const cell = new Int32Array(new SharedArrayBuffer(4));
    writeFileSync(`${until}.held`, "");
    while (!existsSync(until)) Atomics.wait(cell, 0, 0, 20);
  });
