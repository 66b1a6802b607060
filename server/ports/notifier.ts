import type { Fault } from "../../collectors/kit/index.ts";
import type { Channel, Notice } from "../domain/index.ts";

/** Addresses in a message. Both are ours; `take` carries a signature that says who may do what until when. */
export interface NoticeLinks {
  readonly open: string;
  /** Null where there is nothing left to take. */
  readonly take: string | null;
}

/**
 * How the attempt ended. `taken` on a failure says whether the other side may have acted: `no` for certain not,
 * `unknown` when the answer was lost.
 */
export type Told =
  | { readonly ok: true; readonly said: string }
  | { readonly ok: false; readonly fault: Fault; readonly taken: "no" | "unknown" };

/** A mail that was written for one reader: to a partner, or the Monday mail. */
export interface Letter {
  readonly to: string;
  readonly subject: string;
  readonly text: string;
  readonly html: string;
  readonly files: readonly { readonly name: string; readonly type: string; readonly content: string | Uint8Array }[];
  /** The same key is the same letter: what its message id is made of. */
  readonly key: string;
}

/** Hands messages to receivers outside. Rules N1 to N8 in SPEC.md. */
export interface Notifier {
  /** One notice to one receiver, once. Never throws for what the other side does. */
  send(notice: Notice, links: NoticeLinks, channel: Channel): Promise<Told>;
  /** One letter by mail, once, as N1 to N6 say it of notices. */
  post(letter: Letter): Promise<Told>;
}
