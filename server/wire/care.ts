import type { IsoInstant, ObjectKind } from "./types.ts";

/** One order that something holds up, as customer care tells its customer of it. */
export interface CareRow {
  readonly customer: string | null;
  /** An order; what it is about itself, where no order is known. */
  readonly object: { readonly kind: ObjectKind; readonly id: string };
  readonly warehouse: string | null;
  /** What the customer was promised. A day is the end of it, on the clock of the building. */
  readonly promised: {
    readonly at: IsoInstant;
    readonly precision: "instant" | "day";
    readonly what: "deliver-by" | "ship-by";
  } | null;
  /** The last that a system told of it. */
  readonly seen: { readonly type: string; readonly title: string; readonly at: IsoInstant } | null;
  /** What is wrong, in a sentence, and as what. */
  readonly title: string;
  readonly exceptions: readonly string[];
  /** What somebody told; it is not seen. */
  readonly told: { readonly text: string; readonly by: string; readonly at: IsoInstant } | null;
  /** What is awaited: by when it is said to come, else null; and when it was due. */
  readonly expected: {
    readonly type: string;
    readonly title: string;
    readonly at: IsoInstant | null;
    readonly dueAt: IsoInstant | null;
  } | null;
}

/** Answer of `GET /api/v1/care`: rows, and the same as tables to paste. */
export interface CareAnswer {
  readonly items: readonly CareRow[];
  readonly total: number;
  readonly nextCursor: null;
  readonly table: { readonly html: string; readonly text: string };
}
