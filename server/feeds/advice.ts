import type { Runbook } from "../domain/index.ts";
import { causeId } from "../domain/index.ts";
import type { Episode } from "../ports/index.ts";
import type { RunbookRow, SimilarRow } from "../wire/index.ts";
import { isoOf } from "./formats.ts";

/** A runbook as it travels. */
export const toRunbookRow = ({ id, title, blocks }: Runbook): RunbookRow => ({ id, title, blocks });

/** An earlier episode as it travels. */
export const toSimilarRow = ({ cause, members, endings, medianMs, said }: Episode): SimilarRow => ({
  id: causeId(cause.number),
  title: cause.title,
  openedAt: isoOf(cause.openedAt),
  members,
  endings,
  medianMs,
  said: said === null ? null : { by: said.by, text: said.text, at: isoOf(said.at) },
});
