import { compressSync, uncompressSync } from "lz4-napi";

/** What is shorter is not worth packing. */
const leastPacked = 128;

/** Bodies as a block stores them. */
export interface Packed {
  readonly packed: boolean;
  readonly stored: Uint8Array;
  readonly plainBytes: number;
}

/** Puts bodies one behind the other, and packs them where that makes them smaller. One alone is not copied. */
export function pack(bodies: readonly Uint8Array[]): Packed {
  const [only] = bodies;
  const plain = bodies.length === 1 && only !== undefined ? viewOf(only) : Buffer.concat(bodies);
  const plainBytes = plain.byteLength;
  if (plainBytes >= leastPacked) {
    const stored = compressSync(plain);
    if (stored.byteLength < plainBytes) return { packed: true, stored, plainBytes };
  }
  return { packed: false, stored: plain, plainBytes };
}

export const unpack = (stored: Buffer, packed: boolean): Uint8Array => (packed ? uncompressSync(stored) : stored);

/** The same bytes as a `Buffer`, without a copy; memory that threads share is copied, native code takes none of it. */
const viewOf = (bytes: Uint8Array): Buffer =>
  bytes.buffer instanceof SharedArrayBuffer
    ? Buffer.from(bytes)
    : Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
