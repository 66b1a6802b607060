import type { CanonicalEvent, Ref } from "../domain/index.ts";
import type { Window } from "./views.ts";

/** A while, and the building whose objects are asked about; null: all that are in scope. */
export interface While extends Window {
  readonly warehouse: string | null;
}

/** A fact of a while, with the objects on whose timelines it stands. */
export interface Happened {
  readonly fact: CanonicalEvent;
  /** By ref, those in scope alone. `first`: no earlier fact of the while stands on that timeline. */
  readonly on: readonly { readonly ref: Ref; readonly first: boolean }[];
}
