/** What was sent to whom, and the browsers that may be told. */
import * as z from "zod/mini";
import type { DeliveryEnd, ExceptionKind, Occasion, Severity } from "../domain/index.ts";
import { instant, int, list, no, s, severity } from "./primitives.ts";
import type { IsoInstant } from "./types.ts";
import { exceptionKindWords } from "./vocabulary.ts";

/** Why a team was told. */
export const occasionWords = [
  "opened",
  "reopened",
  "escalated",
  "unacknowledged",
  "taken",
  "moved",
  "cleared",
] as const satisfies readonly Occasion[];

/** How a message fares: on its way, being sent, or how it ended. */
export const deliveryStates = [
  "waiting",
  "trying",
  "taken",
  "refused",
  "given-up",
  "unknown",
  "dropped",
] as const satisfies readonly ("waiting" | "trying" | DeliveryEnd)[];

/** One message to one receiver. */
export interface DeliveryRow {
  /** Kind and name, never a secret: `mail:dock@example.com`, `slack:SLACK_ATL`. */
  readonly receiver: string;
  readonly state: (typeof deliveryStates)[number];
  readonly attempts: number;
  /** Of its newest step. */
  readonly at: IsoInstant;
  /** When it is tried again; null when it is not. */
  readonly until: IsoInstant | null;
  /** What the receiver answered, or the code of what failed. */
  readonly said: string;
}

/** One thing that a team was told. */
export interface NoticeRow {
  /** Cause or exception, team, and the how-manieth time. */
  readonly id: string;
  readonly group: string;
  readonly exception: string;
  readonly team: string;
  readonly person: string | null;
  readonly occasion: (typeof occasionWords)[number];
  readonly kind: ExceptionKind;
  readonly severity: Severity;
  readonly title: string;
  readonly exceptions: number;
  readonly at: IsoInstant;
  readonly deliveries: readonly DeliveryRow[];
}

/** Schema of `NoticeRow`. */
export const noticeRow: z.ZodMiniType<NoticeRow> = z.object({
  id: s,
  group: s,
  exception: s,
  team: s,
  person: no(s),
  occasion: z.enum(occasionWords),
  kind: z.enum(exceptionKindWords),
  severity,
  title: s,
  exceptions: int,
  at: instant,
  deliveries: list(
    z.object({ receiver: s, state: z.enum(deliveryStates), attempts: int, at: instant, until: no(instant), said: s }),
  ),
});

/** A browser that is told what its team is told. */
export interface BrowserRow {
  readonly id: string;
  readonly team: string;
  readonly person: string;
  readonly createdAt: IsoInstant;
}

/** Schema of `BrowserRow`. */
export const browserRow: z.ZodMiniType<BrowserRow> = z.object({ id: s, team: s, person: s, createdAt: instant });

/** The browsers that are told, and what another one needs to be. */
export interface BrowserPage {
  /** The key that a browser subscribes for. */
  readonly publicKey: string;
  /** Teams whose channels have `push: true`: only for these is anything sent. */
  readonly teams: readonly { readonly id: string; readonly name: string }[];
  readonly items: readonly BrowserRow[];
  readonly total: number;
  readonly nextCursor: null;
}

/** Schema of `BrowserPage`. */
export const browserPage: z.ZodMiniType<BrowserPage> = z.object({
  publicKey: s,
  teams: list(z.object({ id: s, name: s })),
  items: list(browserRow),
  total: int,
  nextCursor: z.null(),
});

/** What a browser gives: the push service's address for it, and its keys. */
export const browserBody = z.object({
  team: s.check(z.minLength(1), z.maxLength(64)),
  endpoint: s.check(z.regex(/^https:\/\/\S+$/), z.maxLength(1_024)),
  keys: z.object({
    p256dh: s.check(z.regex(/^[\w-]{86,88}=*$/)),
    auth: s.check(z.regex(/^[\w-]{22}=*$/)),
  }),
});
