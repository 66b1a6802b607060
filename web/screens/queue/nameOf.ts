import type { ExceptionRow } from "../../../server/wire/index.ts";
import { objectName } from "../../app/words.ts";

/** What an exception is called in a heading: its object, else its number. */
export const nameOf = (row: Pick<ExceptionRow, "id" | "object">): string =>
  row.object === null ? row.id : objectName(row.object);
