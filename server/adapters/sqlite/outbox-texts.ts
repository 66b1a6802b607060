import type { Change, LifeVersion, Ref, TraceState } from "../../domain/index.ts";
import type { DocOf } from "./documents.ts";
import { type HistoryRows, historyOf, rowsOf } from "./figure-rows.ts";
import { factIn, factText } from "./packed-facts.ts";
import { objectIn, objectText } from "./packed-objects.ts";

/** A change whose image stands apart: of which kind, how long the image's text is, and what is asked of it besides. */
type Head =
  | readonly ["object" | "trace" | "figure", length: number]
  | readonly ["fact", length: number, on: readonly Ref[]]
  | readonly ["owed", length: number, ref: Ref];

/** The changes of a commit as text, and behind one another the images that most readers never look at. */
export interface OutboxTexts {
  readonly changes: string;
  readonly images: string;
}

/** What `changesIn` reads again. The large images are mostly the documents that were made for the rows. */
export function textsOf(changes: readonly Change[], docOf: DocOf): OutboxTexts {
  const images: string[] = [];
  const apart = (image: string): number => {
    images.push(image);
    return image.length;
  };
  const heads = changes.map((change): Head | Change => {
    switch (change.kind) {
      case "object":
        return ["object", apart(docOf(change.object, objectText))];
      case "fact":
        return ["fact", apart(docOf(change.fact, factText)), change.on];
      case "trace":
        return ["trace", apart(docOf(change.trace))];
      case "figure":
        return ["figure", apart(JSON.stringify(rowsOf(change.history)))];
      case "owed":
        return ["owed", apart(JSON.stringify(change.versions)), change.ref];
      default:
        return change;
    }
  });
  return { changes: JSON.stringify(heads), images: images.join("") };
}

/** The changes of a commit. An image that stands apart is read when it is looked at for the first time. */
export function changesIn(changes: string, imagesText: () => string): readonly Change[] {
  const texts = once(imagesText);
  let at = 0;
  const image = (length: number): (() => string) => {
    const from = at;
    at += length;
    return () => texts().slice(from, from + length);
  };
  return (JSON.parse(changes) as readonly (Head | Change)[]).map((head) => ("kind" in head ? head : laid(head, image)));
}

function laid(head: Head, image: (length: number) => () => string): Change {
  const [kind, length] = head;
  const text = image(length);
  switch (kind) {
    case "object": {
      const object = once(() => objectIn(text()));
      return {
        kind,
        get object() {
          return object();
        },
      };
    }
    case "fact": {
      const fact = once(() => factIn(text()));
      return {
        kind,
        get fact() {
          return fact();
        },
        on: head[2],
      };
    }
    case "trace": {
      const trace = once(() => JSON.parse(text()) as TraceState);
      return {
        kind,
        get trace() {
          return trace();
        },
      };
    }
    case "figure": {
      const history = once(() => historyOf(JSON.parse(text()) as HistoryRows));
      return {
        kind,
        get history() {
          return history();
        },
      };
    }
    case "owed": {
      const versions = once(() => JSON.parse(text()) as readonly LifeVersion[]);
      return {
        kind,
        ref: head[2],
        get versions() {
          return versions();
        },
      };
    }
  }
}

/** Reads a value when it is asked for, and no second time. */
function once<T>(read: () => T): () => T {
  let known: { readonly value: T } | null = null;
  return () => {
    known ??= { value: read() };
    return known.value;
  };
}
