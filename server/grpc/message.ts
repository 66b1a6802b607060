import type { Readable } from "node:stream";
import { PassThrough } from "node:stream";
import type { Fault, Result } from "../../collectors/kit/index.ts";
import { permanent } from "../../collectors/kit/index.ts";
import type { Coding } from "../http/inflate.ts";
import { readBody } from "../http/inflate.ts";

/** A flag of one byte and a length of four stand before each message. */
const PREFIX_BYTES = 5;

/** A stream of a call; `rstCode` is set where its sender reset it, which ends it like any other. */
type Source = Readable & { readonly rstCode?: number };

/** Bounds of one message. */
interface MessageLimit {
  /** After inflation. */
  readonly bytes: number;
  /** Asked before bytes are kept, with the number of all bytes kept so far; a fault ends the reading. */
  readonly admit: (total: number) => Fault | null;
  /** A sender has so long. */
  readonly ms: number;
  /** What is said to one that had not sent all by then. */
  readonly late: Fault;
}

const badFrame = (message: string): Fault => permanent("bad-frame", message).fault;

/**
 * Reads the one message of a call, inflating it as it comes where its flag says so; `coding` is what `grpc-encoding`
 * names. Faults: `bad-frame` for what is not exactly one message, `body-incomplete` when the sender went away, `late`,
 * and those of reading any other body. After a fault the source is paused and not read to its end.
 */
export function readMessage(source: Source, coding: Coding, limit: MessageLimit): Promise<Result<Buffer>> {
  return new Promise((resolve) => {
    const stop = new AbortController();
    const prefix: Buffer[] = [];
    let prefixed = 0;
    let left = -1;
    let message: PassThrough | null = null;

    const settle = (result: Result<Buffer>) => {
      clearTimeout(timer);
      source.off("data", onData).off("end", onEnd).off("error", onGone).off("close", onGone);
      if (!result.ok) source.pause();
      message?.destroy();
      resolve(result);
    };
    // What reads the message listens for the reason; before it does, nobody else settles.
    const fail = (fault: Fault) => {
      if (message === null) settle({ ok: false, fault });
      else stop.abort(fault);
    };
    const begin = (flag: number, length: number) => {
      if (flag > 1) return fail(badFrame("the flag of a message is neither 0 nor 1"));
      if (flag === 1 && coding === "identity")
        return fail(badFrame("a message is said to be compressed, and grpc-encoding does not say how"));
      if (length > limit.bytes)
        return fail(permanent("body-too-large", `the message is larger than ${limit.bytes} bytes`).fault);
      left = length;
      message = new PassThrough();
      message.on("drain", () => source.resume());
      const bounds = { bytes: limit.bytes, admit: limit.admit, signal: stop.signal };
      readBody(message, flag === 1 ? coding : "identity", bounds).then(settle);
    };
    const onData = (piece: Buffer) => {
      let rest = piece;
      if (message === null) {
        const taken = rest.subarray(0, PREFIX_BYTES - prefixed);
        prefix.push(taken);
        prefixed += taken.length;
        if (prefixed < PREFIX_BYTES) return;
        rest = rest.subarray(taken.length);
        const whole = Buffer.concat(prefix);
        begin(whole.readUInt8(0), whole.readUInt32BE(1));
      }
      if (message === null || rest.length === 0) return;
      left -= rest.length;
      if (left < 0) fail(badFrame("bytes follow the one message of the call"));
      else if (!message.write(rest)) source.pause();
    };
    const onEnd = () => {
      if (source.rstCode) return onGone();
      source.off("close", onGone);
      if (message === null) fail(badFrame("the call has no message"));
      else if (left > 0) fail(badFrame("the call ended before its message did"));
      else message.end();
    };
    const onGone = () => fail(permanent("body-incomplete", "the connection ended before the message did").fault);
    const timer = setTimeout(() => fail(limit.late), limit.ms);
    source.on("data", onData).on("end", onEnd).on("error", onGone).on("close", onGone);
  });
}
