import type { Readable, Writable } from "node:stream";

/** One call of the browser's protocol, and what it answers. */
export type BrowserCall = (
  method: string,
  parameters?: Readonly<Record<string, unknown>>,
  session?: string,
) => Promise<Readonly<Record<string, unknown>>>;

interface Waiting {
  readonly done: (result: Readonly<Record<string, unknown>>) => void;
  readonly failed: (error: Error) => void;
}

/** Talks to a browser over the two pipes that it was started with; each message ends with a zero byte. */
export function callsOver(toBrowser: Writable, fromBrowser: Readable): BrowserCall {
  const waiting = new Map<number, Waiting>();
  let next = 1;
  let rest: Buffer[] = [];
  let gone: string | null = null;
  const end = (why: string): void => {
    gone ??= why;
    for (const { failed } of waiting.values()) failed(new Error(why));
    waiting.clear();
  };
  const take = (message: Buffer): void => {
    const said = JSON.parse(message.toString("utf8")) as {
      readonly id?: number;
      readonly result?: Readonly<Record<string, unknown>>;
      readonly error?: { readonly message: string };
    };
    const one = said.id === undefined ? undefined : waiting.get(said.id);
    if (said.id === undefined || one === undefined) return;
    waiting.delete(said.id);
    if (said.error === undefined) one.done(said.result ?? {});
    else one.failed(new Error(said.error.message));
  };
  fromBrowser.on("data", (bytes: Buffer) => {
    let from = 0;
    for (let at = bytes.indexOf(0); at >= 0; at = bytes.indexOf(0, from)) {
      take(Buffer.concat([...rest, bytes.subarray(from, at)]));
      rest = [];
      from = at + 1;
    }
    rest.push(bytes.subarray(from));
  });
  fromBrowser.on("close", () => end("the browser has gone"));
  fromBrowser.on("error", (error) => end(error.message));
  toBrowser.on("error", (error) => end(error.message));
  return (method, parameters = {}, session) =>
    new Promise((done, failed) => {
      if (gone !== null) return failed(new Error(gone));
      const id = next++;
      waiting.set(id, { done, failed });
      const message = { id, method, params: parameters, ...(session === undefined ? {} : { sessionId: session }) };
      toBrowser.write(`${JSON.stringify(message)}\0`);
    });
}
