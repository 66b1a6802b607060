import { pipeline } from "node:stream/promises";
import { crc32, createDeflateRaw } from "node:zlib";

/** One file of an archive. */
export interface ZipEntry {
  readonly name: string;
  readonly chunks: Iterable<string> | AsyncIterable<string>;
}

/** Bytes of one file or of the archive, at most: beyond, the format needs another form that older readers lack. */
const most = 0xffff_ffff;
/** Names are UTF-8, and sizes stand behind the bytes. */
const flags = 0x0808;
/** 1 January 1980, the first day that the format has: an archive says nothing of when it was made. */
const day = 0x0021;

/** An archive, written as its files come: nothing of it is held but what is being packed. Throws beyond 4 GiB. */
export async function* zipOf(entries: Iterable<ZipEntry> | AsyncIterable<ZipEntry>): AsyncGenerator<Uint8Array> {
  const central: Buffer[] = [];
  let offset = 0;
  for await (const { name, chunks } of entries) {
    const head = Buffer.from(name, "utf8");
    const local = Buffer.alloc(30);
    local.writeUInt32LE(0x0403_4b50, 0);
    writeCommon(local, 4, { crc: 0, packed: 0, size: 0 }, head.length);
    yield Buffer.concat([local, head]);
    const told = { crc: 0, packed: 0, size: 0 };
    for await (const part of packed(chunks, told)) {
      told.packed += part.length;
      yield part;
    }
    const start = offset;
    offset += local.length + head.length + told.packed + 16;
    if (told.size > most || offset > most) throw new RangeError("an archive of more than 4 GiB cannot be written");
    const behind = Buffer.alloc(16);
    behind.writeUInt32LE(0x0807_4b50, 0);
    writeSizes(behind, 4, told);
    yield behind;
    const listed = Buffer.alloc(46);
    listed.writeUInt32LE(0x0201_4b50, 0);
    listed.writeUInt16LE(20, 4);
    writeCommon(listed, 6, told, head.length);
    listed.writeUInt32LE(start, 42);
    central.push(listed, head);
  }
  const list = Buffer.concat(central);
  const end = Buffer.alloc(22);
  end.writeUInt32LE(0x0605_4b50, 0);
  end.writeUInt16LE(central.length / 2, 8);
  end.writeUInt16LE(central.length / 2, 10);
  end.writeUInt32LE(list.length, 12);
  end.writeUInt32LE(offset, 16);
  yield Buffer.concat([list, end]);
}

interface Told {
  crc: number;
  packed: number;
  size: number;
}

function writeCommon(into: Buffer, at: number, told: Told, nameLength: number): void {
  into.writeUInt16LE(20, at);
  into.writeUInt16LE(flags, at + 2);
  into.writeUInt16LE(8, at + 4);
  into.writeUInt16LE(day, at + 8);
  writeSizes(into, at + 10, told);
  into.writeUInt16LE(nameLength, at + 22);
}

function writeSizes(into: Buffer, at: number, { crc, packed, size }: Told): void {
  into.writeUInt32LE(crc, at);
  into.writeUInt32LE(packed, at + 4);
  into.writeUInt32LE(size, at + 8);
}

async function* packed(chunks: ZipEntry["chunks"], told: Told): AsyncGenerator<Buffer> {
  const deflate = createDeflateRaw();
  const fed = pipeline(async function* () {
    for await (const chunk of chunks) {
      const bytes = Buffer.from(chunk, "utf8");
      told.crc = crc32(bytes, told.crc);
      told.size += bytes.length;
      yield bytes;
    }
  }, deflate);
  // Told by the reading below, which ends with it.
  fed.catch(() => undefined);
  for await (const part of deflate) yield part as Buffer;
  await fed;
}
