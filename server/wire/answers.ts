/**
 * Bodies and answers of the routes behind Find, Traces and Connect that are no rows of a feed.
 */
import type { ExceptionRow, IsoInstant, ObjectKind, Problem, SearchHitRow } from "./types.ts";

/** What one exception of a request for many answered. */
export interface ActionResult {
  readonly id: string;
  readonly ok: boolean;
  /** Where it was done: the version that this made, which is the `actionId` of an undo. */
  readonly version?: number;
  /** As it is now: where it was done and at most 1,000 were asked for, and where it had changed. */
  readonly exception?: ExceptionRow;
  /** Where it had changed since the list of a filter was seen: as it was then. */
  readonly seen?: ExceptionRow;
  readonly error?: Problem;
}

/** Answer of `POST /api/v1/exceptions/actions`. */
export interface ActionsAnswer {
  readonly results: readonly ActionResult[];
  /** By a filter: how many match now and joined after the list was seen. They are not touched. */
  readonly joinedLater: number;
}

/** Answer of the same with `dryRun`: what would happen, and to how many. */
export interface ActionsPreview {
  readonly preview: {
    /** All that were asked for; `would` and the counts of `refused` add up to it. */
    readonly asked: number;
    readonly would: number;
    readonly refused: readonly {
      readonly code: string;
      readonly detail: string;
      readonly count: number;
      /** The first five. */
      readonly ids: readonly string[];
    }[];
    /** Among those that it would touch: whose they are now, where that is somebody else. Most first. */
    readonly fromOthers: readonly { readonly person: string; readonly count: number }[];
  };
  readonly joinedLater: number;
}

/** Body of `POST /api/v1/search`: at most 5,000 numbers as pasted, in their order. */
export interface SearchBody {
  readonly keys: readonly string[];
}

/** What one pasted number is: no hit, one, or several that it fits equally well. */
export interface SearchAnswer {
  /** As it was sent. */
  readonly key: string;
  /** The exact fits; where there is none, the only object that it begins. */
  readonly hits: readonly SearchHitRow[];
  /** Where nothing fits: the object whose number begins most alike. */
  readonly nearest: SearchHitRow | null;
}

/** Body of `POST /api/v1/tokens`. */
export interface TokenBody {
  readonly name: string;
  readonly kind: "ingest" | "admin";
}

/** A token just made; `token` is told this once and not kept. */
export interface TokenMade {
  readonly id: string;
  readonly name: string;
  readonly kind: "ingest" | "admin";
  readonly token: string;
  readonly createdAt: IsoInstant;
}

/** Body of `POST /api/v1/network/proposals`: take an attribute of a system as a key of a kind. */
export interface ProposalBody {
  readonly system: string;
  readonly attribute: string;
  readonly key: string;
}

/** A change of the network file, handed out and not adopted. */
export interface ProposalAnswer {
  /** Name of the file that it is against. */
  readonly file: string;
  /** Unified diff. */
  readonly diff: string;
  /** The whole file as it would be. */
  readonly text: string;
}

/** Answer of `POST /api/v1/intake/test`: the order that was sent through the ingest door. */
export interface TestSent {
  readonly object: { readonly kind: ObjectKind; readonly id: string; readonly environment?: string };
  readonly traceId: string;
}
