/**
 * 64-bit hash under which the journal finds entries again. Not a promise of equality: a hit is verified
 * against the record itself. FNV-1a over UTF-16 code units, finished by a mix of its bits.
 */
export function termOf(kind: string, value: string): bigint {
  let low = 0x84222325;
  let high = 0xcbf29ce4;
  const step = (unit: number) => {
    low = (low ^ unit) >>> 0;
    const carry = Math.floor((low * 0x01b3) / 0x1_0000_0000);
    high = (Math.imul(high, 0x01b3) + carry + Math.imul(low, 0x100)) >>> 0;
    low = Math.imul(low, 0x01b3) >>> 0;
  };
  for (let i = 0; i < kind.length; i++) step(kind.charCodeAt(i));
  step(0x1f);
  for (let i = 0; i < value.length; i++) step(value.charCodeAt(i));
  let mixed = (BigInt(high) << 32n) | BigInt(low);
  mixed ^= mixed >> 33n;
  mixed = (mixed * 0xff51afd7ed558ccdn) & 0xffff_ffff_ffff_ffffn;
  return mixed ^ (mixed >> 33n);
}

/** The term of a trace id, in lower-case hex. */
export const traceTerm = (traceId: string): bigint => termOf("trace", traceId);

/** The term of a business key; issuer and environment are left out, so that a person's number finds all. */
export const keyTerm = (kind: string, value: string): bigint => termOf(kind, value);
