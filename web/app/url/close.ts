import { type AgingSearch, agingSearch } from "../url.ts";

/** Close: of which company; none is all of them. */
export type CloseSearch = Pick<AgingSearch, "site" | "entity">;
/** Reads the state of Close. */
export const closeSearch = ({ site, entity }: Record<string, unknown>): CloseSearch => agingSearch({ site, entity });
