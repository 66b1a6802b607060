import { spawn } from "node:child_process";
import { once } from "node:events";
import { type AddressInfo, createServer } from "node:net";
import process from "node:process";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";

const program = fileURLToPath(new URL("./garbage.mjs", import.meta.url));
const piece = Buffer.alloc(1024 * 1024);

test("statements and iterators that nobody holds are collected in peace while a socket is read", async () => {
  const server = createServer((socket) => {
    const fill = (): void => {
      while (socket.writable && socket.write(piece));
    };
    socket.on("error", () => undefined);
    socket.on("drain", fill);
    fill();
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  const child = spawn(process.execPath, [program, String(port), String(1024 * piece.length)], {
    stdio: ["ignore", "ignore", "pipe"],
  });
  let said = "";
  child.stderr.on("data", (text: Buffer) => {
    said += text.toString();
  });
  const ended = await once(child, "close");
  server.close();
  expect([...ended, said]).toEqual([0, null, ""]);
});
