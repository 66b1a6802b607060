import type { CareAnswer } from "../../server/wire/index.ts";
import { api, query } from "./api.ts";

/** What an ask or a table is about: a cause, or exceptions by their ids. */
export type About = { readonly cause: string } | { readonly ids: readonly string[] };

/** The table for customer care, as it stands now. Throws `ApiError`. */
export const careTable = async (about: About): Promise<CareAnswer["table"]> =>
  (await api<CareAnswer>(`/care${query("cause" in about ? { cause: about.cause } : { ids: about.ids.join(",") })}`))
    .table;
