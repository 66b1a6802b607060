import { connect, type Socket } from "node:net";
import type { Case } from "./case.ts";

/** An answer of HTTP/1.1 as it stood on the wire. */
export interface Answered {
  readonly status: number;
  readonly headers: ReadonlyMap<string, string>;
  readonly body: Buffer;
}

const PATHS = { traces: "/v1/traces", logs: "/v1/logs", metrics: "/v1/metrics" } as const;

/** Requests of one connection are written without waiting, as many at a time; less would measure the round trips. */
const AT_ONCE = 64;

function headOf(one: Case): string {
  const headers = {
    host: "x",
    ...(one.type === "" ? {} : { "content-type": one.type }),
    ...one.headers,
    ...(one.crumbs ? { "transfer-encoding": "chunked" } : { "content-length": String(one.body.length) }),
  };
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`);
  return `${one.method ?? "POST"} ${one.path ?? PATHS[one.route]} HTTP/1.1\r\n${lines.join("")}\r\n`;
}

function write(socket: Socket, one: Case): void {
  socket.write(headOf(one), "latin1");
  if (!one.crumbs) socket.write(one.body);
  else {
    const chunks = [...one.body].map((byte) => Buffer.from([0x31, 0x0d, 0x0a, byte, 0x0d, 0x0a]));
    socket.write(Buffer.concat([...chunks, Buffer.from("0\r\n\r\n")]));
  }
}

/** The first answer in these bytes, and what follows it; null while it is not whole. */
function answerIn(bytes: Buffer): { readonly answer: Answered; readonly rest: Buffer } | null {
  const end = bytes.indexOf("\r\n\r\n");
  if (end < 0) return null;
  const [first = "", ...lines] = bytes.subarray(0, end).toString("latin1").split("\r\n");
  const headers = new Map(
    lines.map((line) => {
      const colon = line.indexOf(":");
      return [line.slice(0, colon).toLowerCase(), line.slice(colon + 1).trim()] as const;
    }),
  );
  const length = Number(headers.get("content-length") ?? 0);
  if (bytes.length < end + 4 + length) return null;
  const body = bytes.subarray(end + 4, end + 4 + length);
  return { answer: { status: Number(first.split(" ")[1]), headers, body }, rest: bytes.subarray(end + 4 + length) };
}

/** Sends cases over HTTP and gives each its answer; null where the connection ended without one. */
export async function post(port: number, cases: readonly Case[]): Promise<readonly (Answered | null)[]> {
  const answers: (Answered | null)[] = [];
  while (answers.length < cases.length) {
    const before = answers.length;
    await onOneConnection(port, cases.slice(before), answers);
    // The door may end a connection with an answer; it must not end one without.
    if (answers.length === before) answers.push(null);
  }
  return answers;
}

function onOneConnection(port: number, cases: readonly Case[], answers: (Answered | null)[]): Promise<void> {
  return new Promise((resolve) => {
    const socket = connect(port, "127.0.0.1");
    let sent = 0;
    let got = 0;
    let bytes: Buffer = Buffer.alloc(0);
    const more = () => {
      while (sent < cases.length && sent - got < AT_ONCE && socket.writable) {
        const one = cases[sent];
        if (one === undefined) break;
        // A large body goes alone, so that it cannot fill the connection before another is answered.
        if (one.body.length > 1_000_000 && sent > got) break;
        write(socket, one);
        sent += 1;
        if (one.body.length > 1_000_000) break;
      }
    };
    socket.setNoDelay(true);
    socket.on("connect", more);
    socket.on("error", () => {});
    socket.on("data", (piece: Buffer) => {
      bytes = bytes.length === 0 ? piece : Buffer.concat([bytes, piece]);
      for (let found = answerIn(bytes); found !== null; found = answerIn(bytes)) {
        answers.push(found.answer);
        bytes = found.rest;
        got += 1;
        if (found.answer.headers.get("connection") === "close") {
          socket.destroy();
          return;
        }
      }
      if (got === cases.length) socket.destroy();
      else more();
    });
    socket.on("close", () => resolve());
  });
}
