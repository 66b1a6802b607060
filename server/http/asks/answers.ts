import type { Answer, AnswerKind, Instant, Millis, Network } from "../../domain/index.ts";

const day: Millis = 86_400_000;

/** What a partner sent about one line. */
export interface SentAnswer {
  readonly line: number;
  readonly kind: AnswerKind;
  readonly on?: string | null | undefined;
  readonly quantity?: string | null | undefined;
  readonly note?: string | null | undefined;
}

/** What is wrong with an answer; null where nothing is. */
export function answerFault({ kind, on, quantity }: SentAnswer, now: Instant): string | null {
  if ((kind === "shipped" || kind === "will-ship") && on == null) return "needs the day";
  if (kind === "short" && quantity == null) return "needs how much was shipped";
  if (on == null) return null;
  const at = Date.parse(`${on}T00:00:00Z`);
  if (!Number.isFinite(at) || new Date(at).toISOString().slice(0, 10) !== on) return "names a day that is none";
  return Math.abs(at - now) > 400 * day ? "names a day too far away" : null;
}

/**
 * An answer as it is kept. What is said to ship on a day is expected by its end on the partner's clock; what is said to have
 * shipped, by the time at which their files are to come.
 */
export function answerOf(
  sent: SentAnswer,
  timezone: string,
  filesBy: Instant | null,
  network: Pick<Network, "offsetAt">,
): Answer {
  const said = {
    kind: sent.kind,
    on: sent.kind === "shipped" || sent.kind === "will-ship" ? (sent.on ?? null) : null,
    quantity: sent.kind === "short" ? (sent.quantity ?? null) : null,
    note: sent.note ?? null,
  };
  return { ...said, text: textOf(said), expectedAt: expectedAt(said, timezone, filesBy, network) };
}

type Said = Omit<Answer, "text" | "expectedAt">;

function expectedAt(
  { kind, on }: Said,
  timezone: string,
  filesBy: Instant | null,
  network: Pick<Network, "offsetAt">,
): Instant | null {
  switch (kind) {
    case "will-ship": {
      if (on === null) return null;
      const local = Date.parse(`${on}T00:00:00Z`) + day;
      // The clock may have been put forward or back since: it is asked near the instant that is meant.
      const near = local - network.offsetAt(timezone, local) * 60_000;
      return local - network.offsetAt(timezone, near) * 60_000;
    }
    case "shipped":
    case "short":
      return filesBy;
    case "never-received":
    case "unknown":
      return null;
  }
}

/** The answer in words for our people. */
function textOf({ kind, on, quantity, note }: Said): string {
  const date = on === null ? "" : ` ${dayText(on)}`;
  const said = {
    shipped: `Shipped${date}`,
    "will-ship": `Will ship${date}`,
    "never-received": "Never received",
    short: `Shipped short${quantity === null ? "" : `, ${quantity}`}`,
    unknown: "They do not know",
  }[kind];
  return note === null ? said : `${said}: ${note}`;
}

const dayText = (on: string): string =>
  new Intl.DateTimeFormat("en-GB", { day: "numeric", month: "short", timeZone: "UTC" }).format(
    Date.parse(`${on}T00:00:00Z`),
  );
