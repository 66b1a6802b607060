import type { IsoInstant } from "./types.ts";

/** A page under a name, as one who asks sees it. */
export interface SavedViewRow {
  readonly id: string;
  readonly name: string;
  /** Path and query of the page, as `/queue?site=ATL`. */
  readonly page: string;
  readonly owner: string;
  readonly shared: boolean;
  /** Whether it is the asker's own, to change and to drop. */
  readonly mine: boolean;
  /** Whether the asker keeps it in their list. */
  readonly subscribed: boolean;
  readonly subscribers: readonly string[];
  readonly createdAt: IsoInstant;
  readonly updatedAt: IsoInstant;
}

/** Body of `POST /api/v1/views` and of `PUT /api/v1/views/{id}`. */
export interface SavedViewBody {
  readonly name: string;
  readonly page: string;
  readonly shared: boolean;
}
