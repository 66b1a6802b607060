import { dateLog, most, scanned } from "./raw.ts";
import { begin, behindNumber, cursor, isPlainValue, isText, isZero, lengthAt, scanAttribute } from "./scan.ts";

/** Severities from here on are errors, which are looked at. */
const ERROR = 17;

/**
 * Finds the fields of a log record in protobuf that lies in `[from, to)`. False where anything about it is out of the
 * ordinary: bad or repeated or unknown fields, a severity of error, long texts, lists and maps, as body or attribute.
 * Then it must be decoded, and is refused or taken by that.
 */
export function scanLog(bytes: Buffer, from: number, to: number): boolean {
  if (to - from > most.record) return false;
  begin();
  scanned.trace = scanned.span = -1;
  let observedHi = 0;
  let observedLo = 0;
  let met = 0;
  let pos = from;
  while (pos < to) {
    const tag = bytes[pos++] ?? 0;
    // Fields have numbers below 16: one byte each, and a bit each for those that may be there once.
    const bit = 1 << (tag >> 3);
    if (tag !== 0x32 && (met & bit) !== 0) return false;
    met |= bit;
    switch (tag) {
      case 0x09:
      case 0x59: {
        if (pos + 8 > to) return false;
        const lo = bytes.readUInt32LE(pos);
        const hi = bytes.readUInt32LE(pos + 4);
        if (tag === 0x59) {
          observedHi = hi;
          observedLo = lo;
        } else {
          scanned.endHi = hi;
          scanned.endLo = lo;
        }
        pos += 8;
        break;
      }
      case 0x10:
        if (pos >= to || (bytes[pos] ?? ERROR) >= ERROR) return false;
        pos += 1;
        break;
      case 0x1a:
      case 0x62: {
        const length = lengthAt(bytes, pos, to);
        if (length < 0 || length > most.text || !isText(bytes, cursor, cursor + length)) return false;
        pos = cursor + length;
        if (tag === 0x1a) break;
        scanned.nameFrom = cursor;
        scanned.nameTo = pos;
        break;
      }
      case 0x2a: {
        const length = lengthAt(bytes, pos, to);
        if (length < 0) return false;
        const body = cursor;
        pos = body + length;
        if (!isPlainValue(bytes, body, pos)) return false;
        if (bytes[body] === 0x10) break;
        // A number may be told as a text, where it is not exact or none at all.
        if (bytes[body] !== 0x0a) return false;
        scanned.bodyFrom = cursor;
        scanned.bodyTo = pos;
        break;
      }
      case 0x32: {
        const length = lengthAt(bytes, pos, to);
        if (length < 0) return false;
        pos = cursor + length;
        if (!scanAttribute(bytes, cursor, pos)) return false;
        break;
      }
      case 0x38:
        pos = behindNumber(bytes, pos, to, 5);
        if (pos < 0) return false;
        break;
      case 0x45:
        if (pos + 4 > to) return false;
        pos += 4;
        break;
      case 0x4a:
      case 0x52: {
        const length = tag === 0x4a ? 16 : 8;
        if (pos < to && bytes[pos] === 0) {
          pos += 1;
          break;
        }
        if (pos + 1 + length > to || bytes[pos] !== length) return false;
        const id = isZero(bytes, pos + 1, length) ? -1 : pos + 1;
        if (tag === 0x4a) scanned.trace = id;
        else scanned.span = id;
        pos += 1 + length;
        break;
      }
      default:
        return false;
    }
  }
  dateLog(observedHi, observedLo);
  return true;
}
