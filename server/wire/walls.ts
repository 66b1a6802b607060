import type { IsoInstant } from "./types.ts";

/** A link that opens one wall, without its secret, which is not kept. */
export interface WallRow {
  readonly id: string;
  readonly name: string;
  /** In the order in which the wall shows them. */
  readonly warehouses: readonly string[];
  readonly createdAt: IsoInstant;
}

/** Answer of `POST /api/v1/walls`. */
export interface WallMade extends WallRow {
  /** Address of the wall with its secret, told this once. */
  readonly link: string;
}
