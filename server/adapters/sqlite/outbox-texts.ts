import type {
  BusinessObject,
  CanonicalEvent,
  Change,
  FigureHistory,
  LifeVersion,
  Ref,
  TraceState,
} from "../../domain/index.ts";
import type { DocOf } from "./documents.ts";
import { type HistoryRows, historyOf, rowsOf } from "./figure-rows.ts";
import { factIn, factText } from "./packed-facts.ts";
import { objectIn, objectText } from "./packed-objects.ts";
import { traceDoc, traceImage, traceOfImage } from "./packed-traces.ts";

/** A change whose image stands apart: of which kind, how long the image's text is, and what is asked of it besides. */
type Head =
  | readonly ["figure", length: number]
  | readonly ["fact", length: number, on: readonly Ref[]]
  | readonly ["object" | "trace" | "owed", length: number, ref: string];

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
        return ["object", apart(docOf(change.object, objectText)), change.object.ref];
      case "fact":
        return ["fact", apart(docOf(change.fact, factText)), change.on];
      case "trace":
        return ["trace", apart(traceImage(change.trace, docOf(change.trace, traceDoc))), change.trace.ref];
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
  let known: string | null = null;
  const texts: Texts = (from, length) => {
    known ??= imagesText();
    return known.slice(from, from + length);
  };
  let at = 0;
  return (JSON.parse(changes) as readonly (Head | Change)[]).map((head) => {
    if ("kind" in head) return head;
    const change = laid(head, texts, at);
    at += head[1];
    return change;
  });
}

type Texts = (from: number, length: number) => string;

function laid(head: Head, texts: Texts, from: number): Change {
  const [kind, length] = head;
  switch (kind) {
    case "object": {
      let object: BusinessObject | null = null;
      return {
        kind,
        get object() {
          object ??= objectIn(head[2], texts(from, length));
          return object;
        },
      };
    }
    case "fact": {
      let fact: CanonicalEvent | null = null;
      return {
        kind,
        get fact() {
          fact ??= factIn(texts(from, length));
          return fact;
        },
        on: head[2],
      };
    }
    case "trace": {
      let trace: TraceState | null = null;
      return {
        kind,
        get trace() {
          trace ??= traceOfImage(head[2], texts(from, length));
          return trace;
        },
      };
    }
    case "figure": {
      let history: FigureHistory | null = null;
      return {
        kind,
        get history() {
          history ??= historyOf(JSON.parse(texts(from, length)) as HistoryRows);
          return history;
        },
      };
    }
    case "owed": {
      let versions: readonly LifeVersion[] | null = null;
      return {
        kind,
        ref: head[2],
        get versions() {
          versions ??= JSON.parse(texts(from, length)) as readonly LifeVersion[];
          return versions;
        },
      };
    }
  }
}
