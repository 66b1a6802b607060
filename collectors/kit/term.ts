/**
 * 64-bit hash under which the journal finds entries again. Not a promise of equality: a hit is verified
 * against the record itself. FNV-1a over UTF-16 code units, finished by a mix of its bits.
 */
export function termOf(kind: string, value: string): bigint {
  let low = 0x84222325;
  let high = 0xcbf29ce4;
  // A unit of each in its turn, the separator between them: in one loop, so that both halves stay in registers.
  const length = kind.length + 1 + value.length;
  for (let i = 0; i < length; i++) {
    const unit =
      i < kind.length ? kind.charCodeAt(i) : i === kind.length ? 0x1f : value.charCodeAt(i - kind.length - 1);
    low = (low ^ unit) >>> 0;
    const carry = Math.floor((low * 0x01b3) / 0x1_0000_0000);
    high = (Math.imul(high, 0x01b3) + carry + Math.imul(low, 0x100)) >>> 0;
    low = Math.imul(low, 0x01b3) >>> 0;
  }
  // Mixed: x ^= x >> 33, times 0xff51afd7ed558ccd, x ^= x >> 33.
  low ^= high >>> 1;
  high = (Math.imul(high, 0xed558ccd) + Math.imul(low, 0xff51afd7) + upperHalf(low >>> 0)) | 0;
  low = Math.imul(low, 0xed558ccd);
  halves[0] = low ^ (high >>> 1);
  halves[1] = high;
  return whole[0] ?? 0n;
}

const whole = new BigUint64Array(1);
/** Lower half first, on every machine that Node runs on. */
const halves = new Uint32Array(whole.buffer);

/** The upper 32 bits of an unsigned 32-bit number times 0xed558ccd. */
function upperHalf(x: number): number {
  const [low, high] = [x & 0xffff, x >>> 16];
  const middle = high * 0x8ccd + Math.floor((low * 0x8ccd) / 0x1_0000);
  const other = low * 0xed55 + (middle % 0x1_0000);
  return high * 0xed55 + Math.floor(middle / 0x1_0000) + Math.floor(other / 0x1_0000);
}

/** The term of a trace id, in lower-case hex. */
export const traceTerm = (traceId: string): bigint => termOf("trace", traceId);

/** The term of a business key; issuer and environment are left out, so that a person's number finds all. */
export const keyTerm = (kind: string, value: string): bigint => termOf(kind, value);
