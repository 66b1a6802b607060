import type { ServerHttp2Session } from "node:http2";
import { constants } from "node:http2";

/** Bytes that a sender may be ahead over all calls of a connection. They are in memory unread. */
const WINDOW_BYTES = 1024 * 1024;
/** So many calls may be reset before they were answered, at once; and so many more each second. */
const RESETS = 400;
const RESETS_A_SECOND = 20;

/**
 * Keeps a connection within bounds: it says that it is HTTP/2 within `helloMs`, and does not begin calls only to reset
 * them, which costs a sender next to nothing. One that does is told to be calm, and cut.
 */
export function guardSession(session: ServerHttp2Session, helloMs: number, now: () => number): void {
  session.setLocalWindowSize(WINDOW_BYTES);
  const silent = setTimeout(() => session.destroy(), helloMs);
  session.once("remoteSettings", () => clearTimeout(silent));
  session.once("close", () => clearTimeout(silent));

  let left = RESETS;
  let countedAt = now();
  session.on("stream", (stream) => {
    stream.once("aborted", () => {
      const at = now();
      left = Math.min(RESETS, left + ((at - countedAt) / 1_000) * RESETS_A_SECOND) - 1;
      countedAt = at;
      if (left < 0 && !session.destroyed) session.destroy(undefined, constants.NGHTTP2_ENHANCE_YOUR_CALM);
    });
  });
}
