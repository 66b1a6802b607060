import type { Readable } from "node:stream";
import { createGunzip } from "node:zlib";
import type { Fault, Result } from "../../collectors/kit/index.ts";
import { ok, permanent } from "../../collectors/kit/index.ts";

/** Bytes by which inflating may pass the limit before it is stopped: one piece of output. */
const INFLATE_SLACK = 64 * 1024;

/** The content codings that are taken. */
export type Coding = "identity" | "gzip";

/** Bounds of one body. */
interface BodyLimit {
  /** After inflation. */
  readonly bytes: number;
  /** Asked before bytes are kept, with the number of all bytes kept so far; a fault ends the reading. */
  readonly admit: (total: number) => Fault | null;
  /** Ends the reading from outside: a slow sender. */
  readonly signal: AbortSignal;
}

const tooLarge = (limit: number) =>
  permanent("body-too-large", `the body is larger than ${limit} bytes after inflation: send smaller batches`);

const badGzip = () => permanent("bad-encoding", "the body is no complete gzip stream, or has bytes after its end");

/**
 * Reads a body whole, inflating it as it comes. Faults: `body-too-large` as soon as the limit is passed, `bad-encoding`
 * for gzip that is broken, cut short or followed by other bytes, `body-incomplete` when the sender went away, the
 * abort signal's reason, and those of `admit`. After a fault the source is paused and not read to its end.
 */
export function readBody(source: Readable, coding: Coding, limit: BodyLimit): Promise<Result<Buffer>> {
  return new Promise((resolve) => {
    const pieces: Buffer[] = [];
    let kept = 0;
    let received = 0;
    let settled = false;
    const gunzip = coding === "gzip" ? createGunzip({ chunkSize: INFLATE_SLACK }) : null;

    const settle = (result: Result<Buffer>) => {
      if (settled) return;
      settled = true;
      source.off("data", onData).off("end", onEnd).off("error", onGone).off("close", onGone);
      limit.signal.removeEventListener("abort", onAbort);
      if (!result.ok) source.pause();
      gunzip?.off("drain", onDrain).destroy();
      resolve(result);
    };
    const keep = (piece: Buffer) => {
      kept += piece.length;
      if (kept > limit.bytes) return settle(tooLarge(limit.bytes));
      const fault = limit.admit(kept);
      if (fault !== null) return settle({ ok: false, fault });
      pieces.push(piece);
    };
    const finish = () =>
      settle(ok(pieces.length === 1 && pieces[0] !== undefined ? pieces[0] : Buffer.concat(pieces, kept)));
    const onDrain = () => source.resume();
    const onData = (piece: Buffer) => {
      received += piece.length;
      if (gunzip === null) return keep(piece);
      if (!gunzip.write(piece)) source.pause();
    };
    const onEnd = () => {
      source.off("close", onGone);
      if (gunzip === null || received === 0) finish();
      else gunzip.end();
    };
    const onGone = () => settle(permanent("body-incomplete", "the connection ended before the body did"));
    const onAbort = () => settle({ ok: false, fault: limit.signal.reason as Fault });

    source.on("data", onData).on("end", onEnd).on("error", onGone).on("close", onGone);
    limit.signal.addEventListener("abort", onAbort);
    gunzip
      ?.on("data", (piece: Buffer) => {
        if (!settled) keep(piece);
      })
      .on("end", () => (gunzip.bytesWritten === received ? finish() : settle(badGzip())))
      .on("error", () => settle(badGzip()))
      .on("drain", onDrain);
  });
}
