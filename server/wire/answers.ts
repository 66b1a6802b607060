/**
 * Bodies and answers of the routes behind Find, Traces and Connect that are no rows of a feed.
 */
import type { IsoInstant, ObjectKind, SearchHitRow } from "./types.ts";

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
