import type {
  AnswerKind,
  AttributeName,
  CloseReason,
  ExceptionKind,
  HistoryAction,
  ObjectKind,
  RunbookDeed,
  Severity,
} from "./types.ts";

/** Fails to compile where a list lacks a word of its type, or has one too many. */
const wordsOf =
  <T extends string>() =>
  <const L extends readonly T[]>(list: [Exclude<T, L[number]>] extends [never] ? L : never): L =>
    list;

/** Kinds of exceptions. Wire imports types of the core only, so that the browser loads none of its code. */
export const exceptionKindWords = wordsOf<ExceptionKind>()([
  "failed-event",
  "missing-event",
  "late-event",
  "quantity-mismatch",
  "value-mismatch",
  "duplicate-event",
  "out-of-order",
  "orphan-event",
  "contract-violation",
  "authority-conflict",
  "source-silent",
  "undecodable",
]);

/** What groups of errors can be told apart by. */
export const attributeWords = wordsOf<AttributeName>()([
  "warehouse",
  "system",
  "version",
  "partner",
  "carrier",
  "customer",
  "tier",
  "flow",
  "step",
  "event",
  "code",
]);

/** Most severe first. */
export const severityWords = wordsOf<Severity>()(["critical", "high", "medium", "low"]);

/** Why a person closes what was not seen to end. */
export const closeReasonWords = wordsOf<CloseReason>()([
  "done-outside",
  "cancelled",
  "timing",
  "duplicate",
  "accepted-loss",
  "not-real",
]);

/** What the history of an exception tells. */
export const historyActionWords = wordsOf<HistoryAction>()([
  "raised",
  "repeated",
  "resolved",
  "reopened",
  "merged",
  "woken",
  "seen",
  "escalated",
  "quieted",
  "acknowledge",
  "assign",
  "not-mine",
  "comment",
  "snooze",
  "resolve",
  "reopen",
  "tell",
  "ask",
  "hand-over",
  "accept",
  "undo",
]);

/** What a partner may say about one number. */
export const answerKindWords = wordsOf<AnswerKind>()(["shipped", "will-ship", "never-received", "short", "unknown"]);

/** What a step of a runbook can name. */
export const runbookDeedWords = wordsOf<RunbookDeed>()([
  "take",
  "hand-over",
  "told",
  "close",
  "ask-partner",
  "copy-for-care",
  "ship-later",
]);

/** What a flow can be about. */
export const objectKindWords = wordsOf<ObjectKind>()([
  "order",
  "purchase-order",
  "shipment",
  "load",
  "invoice",
  "credit",
  "bill",
  "payment",
  "transfer",
  "return",
  "receipt",
  "stock",
  "document",
]);
