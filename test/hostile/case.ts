import { JSON_TYPE, PROTO } from "../collectors/otlp/fixtures.ts";
import type { Draw } from "./draw.ts";

/** One hostile request, and the answer that it must have. */
export interface Case {
  readonly what: string;
  readonly route: "traces" | "logs" | "metrics";
  readonly body: Uint8Array;
  /** Of the body; protobuf bodies are tried as calls over gRPC too. */
  readonly type: string;
  /** Right answers: several where the bytes decide and nobody else knows. */
  readonly status: readonly number[];
  /** Good and refused records of a 200, where they are known. */
  readonly records?: number;
  readonly rejected?: number;
  readonly method?: string;
  readonly path?: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** Headers that the answer must have. */
  readonly says?: Readonly<Record<string, string>>;
  /** The body travels in chunks of one byte. */
  readonly crumbs?: boolean;
  /** It is of HTTP alone. */
  readonly http?: boolean;
}

/** A kind of hostile input, by the row of the table that it shows. */
export interface Family {
  readonly name: string;
  /** True where the door itself is tried: each case then travels over a connection, and there are half as many. */
  readonly atDoor?: boolean;
  one(draw: Draw): Case;
  /** Made once, by name: the large, and what once broke something. */
  readonly named: readonly (() => Case)[];
}

type Told = Omit<Case, "type" | "body"> & { readonly body: Uint8Array | string };

export const proto = (told: Told): Case => ({ ...told, type: PROTO, body: Buffer.from(told.body) });
export const json = (told: Told): Case => ({ ...told, type: JSON_TYPE, body: Buffer.from(told.body) });
