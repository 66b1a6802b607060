import { useState } from "react";
import type { PostingSide } from "../../../server/wire/index.ts";
import type { AgingSearch } from "../../app/url.ts";
import { file, problemOf } from "../../live/index.ts";
import { type Place, placeParameters } from "./model.ts";
import { type Then, thenParameters } from "./useTables.ts";
import { t } from "./words.ts";

/** What a list can be saved as, by what the server is asked for. */
export const exports = {
  csv: "text/csv",
  xlsx: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
} as const;
export type ExportForm = keyof typeof exports;

/** So many documents a sheet of XLSX holds. */
export const mostInSheet = 100_000;

/** Saves documents as a file. */
export interface Exporting {
  readonly busy: boolean;
  /** What was saved last. */
  readonly said: string;
  /** Why the last one failed, and what it was. */
  readonly failed: { readonly form: ExportForm; readonly why: string } | null;
  readonly save: (form: ExportForm) => void;
}

/** Saves the documents of a place, or of a whole side, as they are shown: the same rows, columns, filters and instant. */
export function useExport(search: AgingSearch, side: PostingSide, place: Place | null, then: Then): Exporting {
  const [state, setState] = useState<Omit<Exporting, "save">>({ busy: false, said: "", failed: null });
  const save = async (form: ExportForm): Promise<void> => {
    setState({ busy: true, said: "", failed: null });
    const parameters = placeParameters(search, side, place ?? {});
    for (const [name, value] of Object.entries(thenParameters(then))) parameters.set(name, value);
    try {
      const { bytes, name } = await file(`/postings/delayed?${parameters}`, exports[form]);
      const saved = name ?? `not-in-the-books-${side}.${form}`;
      keep(bytes, saved);
      setState({ busy: false, said: t("aging.export-done", { file: saved }), failed: null });
    } catch (error) {
      const { detail, title } = problemOf(error);
      setState({ busy: false, said: "", failed: { form, why: detail ?? title } });
    }
  };
  return { ...state, save: (form) => void save(form) };
}

function keep(bytes: Blob, name: string): void {
  const address = URL.createObjectURL(bytes);
  const link = document.createElement("a");
  link.href = address;
  link.download = name;
  link.click();
  // After the browser has taken it.
  setTimeout(() => URL.revokeObjectURL(address), 10_000);
}
