import type { Instant, KeptRuling, Position, Ruling } from "../../domain/index.ts";
import { type Appended, type NewEntry, repeatWindow } from "../../ports/index.ts";
import type { Stamps } from "../../ports/stamps.ts";
import { type Head, headOf, type MeasuredHead, measured, putHead, rulingHead } from "./entries.ts";
import { blockHeaderBytes, type NewBlock, sealBlock } from "./layout.ts";
import type { Mark } from "./mark.ts";
import { pack } from "./pack.ts";

/** Bytes of body that one block takes of small entries; one that is larger has a block of its own. */
const blockLimit = 64 * 1024;

/** An entry that a delivery left, as far as a repeat of it is answered by it. */
export interface Kept {
  readonly position: Position;
  readonly head: Head;
}

/** What one group of calls adds to the files. */
export interface Composed {
  /** The state when all of it is written; `alive` and the number of segments stay. */
  readonly after: Mark;
  readonly entries: readonly Uint8Array[];
  readonly rulings: readonly Uint8Array[];
  /** The entries that were composed, for the indexes. */
  readonly added: readonly Added[];
  /** The least stamp in it; null when it has none. */
  readonly firstAt: Instant | null;
}

export interface Added {
  readonly position: Position;
  readonly terms: BigUint64Array | null;
  /** Of an entry that a repeat can be answered by. */
  readonly receiptId: string | null;
}

export interface Composer {
  append(batch: readonly NewEntry[]): readonly Appended[];
  rule(ruling: Ruling, basis: KeptRuling["basis"]): KeptRuling;
  finish(): Composed;
}

interface Pending {
  readonly head: MeasuredHead;
  readonly terms: BigUint64Array | null;
  readonly body: Uint8Array;
}

const noBody = new Uint8Array(0);

/** Makes blocks of calls, behind a state. `keptOf` answers the parts that were kept of a receipt since an instant. */
export function compose(
  before: Mark,
  stamp: Stamps,
  keptOf: (receiptId: string, since: Instant) => readonly Kept[],
): Composer {
  let { position, chain, offset, lastAt } = before;
  let rulings = before.rulings;
  let firstAt: Instant | null = null;
  const entries: Uint8Array[] = [];
  const ruled: Uint8Array[] = [];
  const added: Added[] = [];
  const kept = new Map<string, readonly Kept[]>();
  let pending: Pending[] = [];
  let pendingBytes = 0;

  const stamped = (): Instant => {
    const at = stamp.next();
    firstAt ??= at;
    return at;
  };

  const emit = (more: boolean): void => {
    const [first] = pending;
    const last = pending.at(-1);
    if (first === undefined || last === undefined) return;
    const headsBytes = pending.reduce((sum, { head }) => sum + head.bytes, 0);
    const termsBytes = pending.reduce((sum, { terms }) => sum + (terms?.byteLength ?? 0), 0);
    const front = Buffer.allocUnsafe(blockHeaderBytes + headsBytes + termsBytes);
    let headAt = blockHeaderBytes;
    let termAt = blockHeaderBytes + headsBytes;
    let records = 0;
    for (const { head, terms } of pending) {
      headAt = putHead(front, head, headAt);
      records += head.head.records;
      if (terms === null) continue;
      front.set(new Uint8Array(terms.buffer, terms.byteOffset, terms.byteLength), termAt);
      termAt += terms.byteLength;
    }
    const bodies = pending.map(({ body }) => body);
    const { packed, stored, plainBytes } = pack(bodies);
    const block: NewBlock = {
      kind: "entries",
      packed,
      more,
      count: pending.length,
      records,
      plainBytes,
      first: position - pending.length + 1,
      firstAt: first.head.head.at,
      lastAt: last.head.head.at,
    };
    chain = sealBlock(front, headsBytes, stored, block, chain);
    lastAt = block.lastAt;
    offset += front.byteLength + stored.byteLength;
    entries.push(front, stored);
    pending = [];
    pendingBytes = 0;
  };

  const add = (head: Head, terms: BigUint64Array | null, body: Uint8Array, within: boolean): void => {
    if (pending.length > 0 && pendingBytes + body.byteLength > blockLimit) emit(within);
    position++;
    pending.push({ head: measured(head), terms, body });
    pendingBytes += body.byteLength;
    added.push({ position, terms, receiptId: head.kind === "records" ? head.id : null });
  };

  const keep = (given: NewEntry, within: boolean): Kept => {
    const terms = given.unreadable === null && given.terms.length > 0 ? given.terms : null;
    const head = headOf(given, stamped(), terms?.length ?? 0);
    add(head, terms, given.receipt.body, within);
    return { position, head };
  };

  const repeat = (given: NewEntry, parts: readonly Kept[], within: boolean): Appended => {
    const original = parts.findLast(({ head }) => head.part <= given.part) ?? (parts[0] as Kept);
    const { part, parts: ofParts, records, rejected, message, at } = original.head;
    const answer = { kind: "repeat", position: original.position, at } as const;
    const own = headOf({ ...given, part, parts: ofParts, records, rejected, message }, stamped(), 0);
    add({ ...own, kind: "repeat", bodyBytes: 0, repeats: original.position }, null, noBody, within);
    return part === given.part
      ? { ...answer, records, rejected, message }
      : { ...answer, records: 0, rejected: 0, message: null };
  };

  return {
    append(batch) {
      const earlier = new Map<string, readonly Kept[]>();
      const fresh = new Map<string, Kept[]>();
      const answers = batch.map((given, index): Appended => {
        const within = index > 0;
        const { id } = given.receipt;
        if (given.unreadable === null) {
          const known = earlier.get(id) ?? kept.get(id) ?? keptOf(id, stamp.next() - repeatWindow);
          earlier.set(id, known);
          if (known.length > 0) return repeat(given, known, within);
          const twice = fresh.get(id)?.find(({ head }) => head.part === given.part);
          if (twice !== undefined) return repeat(given, [twice], within);
        }
        const one = keep(given, within);
        if (given.unreadable === null) fresh.set(id, [...(fresh.get(id) ?? []), one]);
        return { kind: "kept", position: one.position, at: one.head.at };
      });
      for (const [id, parts] of fresh) kept.set(id, parts);
      return answers;
    },
    rule(ruling, basis) {
      stamp.pass(basis.settledTo);
      const one: KeptRuling = { number: rulings.number + 1, at: stamped(), basis, ruling };
      const text = Buffer.from(JSON.stringify(ruling));
      const head = rulingHead(one, text.byteLength);
      const front = Buffer.alloc(blockHeaderBytes + head.byteLength);
      head.copy(front, blockHeaderBytes);
      const { packed, stored, plainBytes } = pack([text]);
      const block: NewBlock = {
        kind: "rulings",
        packed,
        more: false,
        count: 1,
        records: 0,
        plainBytes,
        first: one.number,
        firstAt: one.at,
        lastAt: one.at,
      };
      rulings = {
        number: one.number,
        lastAt: one.at,
        chain: sealBlock(front, head.byteLength, stored, block, rulings.chain),
        offset: rulings.offset + front.byteLength + stored.byteLength,
      };
      ruled.push(front, stored);
      return one;
    },
    finish() {
      emit(false);
      return {
        after: { ...before, position, chain, offset, lastAt, rulings },
        entries,
        rulings: ruled,
        added,
        firstAt,
      };
    },
  };
}
