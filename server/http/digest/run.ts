import {
  type DigestBook,
  type DigestDue,
  type DigestReader,
  type DigestRuling,
  type DigestStep,
  dueDigests,
  foldDigest,
} from "../../domain/index.ts";
import { type DigestRead, type DigestWeek, type FeedDeps, readDigest } from "../../feeds/index.ts";
import type { Letter, Notifier, Scope, Told } from "../../ports/index.ts";
import type { DigestLinks, DigestPage } from "../../wire/digest.ts";
import { time, weekday, zoneName } from "../../wire/written.ts";
import { scopeOfDigest } from "../authorize.ts";
import type { ServingDeps } from "../deps.ts";
import type { People } from "../people.ts";
import { refusedBy } from "../problems.ts";
import { digestMessage } from "./message.ts";
import { pdfName, printScorecard } from "./print.ts";
import { digestSays } from "./says.ts";
import { offsetIn } from "./zones.ts";

/** Who rules that a mail of a Monday left. */
const schedule = "schedule";
/** While the engine is behind by this, the mail waits: what it has not read yet may change what is said. */
const believedWithin = 10_000;
/** But not for longer than this. */
const patience = 600_000;
const rulingsAtOnce = 500;
/** A mail that is on its way when the server stops has this long to arrive; a print is not waited for. */
const endWithin = 5_000;
/** Tried again after 5 min, 10 min, … up to an hour, or when the mail server says. */
const retry = { first: 300_000, most: 3_600_000 };

/** The Monday mail: who gets it, what it says, and that it leaves. */
export interface Digests {
  /** Whom the network file names. */
  named(): readonly DigestReader[];
  /** What was asked, stopped and sent, as the journal has it. */
  book(): Promise<DigestBook>;
  /** Keeps it, or throws why it is refused. */
  rule(ruling: DigestRuling): Promise<void>;
  /** What it says now. */
  says(scope: Scope, week: DigestWeek): Promise<DigestPage>;
  /** Sends what is said now to an address, beside what is due. */
  sendNow(
    letters: Pick<Notifier, "post">,
    scope: Scope,
    to: string,
  ): Promise<{ readonly told: Told; readonly pdf: boolean }>;
  /** Sends it to whom it is due, each once; called again and again. Never sends the same twice, whenever it is called. */
  sendDue(): Promise<void>;
  /** Another journal holds: what was known of the one before is forgotten. */
  forget(): void;
  /** Begins nothing more, and waits a while for what is on its way. */
  close(): Promise<void>;
}

/** What one round of sending reads and prints once, whoever it goes to. */
interface Round {
  readonly read: () => Promise<DigestRead>;
  readonly pdf: (page: DigestPage) => Promise<Uint8Array | null>;
}

type Deps = Pick<
  ServingDeps,
  "journal" | "desk" | "clock" | "network" | "letters" | "printer" | "publicUrl" | "linksReach" | "ready" | "report"
>;

/** Opens it. Whom it is due is the core's to say; here stand order and retries. */
export function createDigests(
  deps: Deps,
  feeds: Pick<FeedDeps, "views" | "network" | "clock" | "postings">,
  people: Pick<People, "printTicket">,
): Digests {
  let known: Promise<DigestBook> | null = null;
  let running: Promise<void> = Promise.resolve();
  let closing = false;
  let heldSince: number | null = null;

  const named = (): readonly DigestReader[] => deps.network().company.digest ?? [];

  async function readBook(): Promise<DigestBook> {
    let book: DigestBook = new Map();
    for (let after = 0; ; ) {
      const rulings = await deps.journal.rulings(after, rulingsAtOnce);
      for (const { ruling, at } of rulings)
        if (ruling.kind === "digest-asked" || ruling.kind === "digest-stopped" || ruling.kind === "digest-sent")
          book = foldDigest(book, ruling, at);
      const last = rulings.at(-1);
      if (last === undefined) return book;
      after = last.number;
    }
  }

  function book(): Promise<DigestBook> {
    if (known === null) {
      const reading = readBook();
      known = reading;
      reading.catch(() => {
        if (known === reading) known = null;
      });
    }
    return known;
  }

  async function rule(ruling: DigestRuling): Promise<void> {
    await book();
    const answer = await deps.desk.rule(ruling);
    if (answer.kind === "refused") throw refusedBy(answer.fault);
    known = Promise.resolve(foldDigest(await book(), ruling, deps.clock.now()));
  }

  function linksOf({ from, to }: { readonly from: string; readonly to: string }): DigestLinks | null {
    if (!deps.linksReach) return null;
    const scorecard = `${deps.publicUrl()}/exec?from=${from}&to=${to}`;
    return {
      scorecard,
      table: `${scorecard}#figures`,
      counted: `${scorecard}&x=on-time-shipment`,
      settings: `${deps.publicUrl()}/exec?digest=open`,
    };
  }

  const pageOf = (read: DigestRead, late: string | null): DigestPage =>
    digestSays(read, linksOf(read.onTime.row), late);

  async function printed(page: DigestPage): Promise<Uint8Array | null> {
    const made = await printScorecard(deps, people, page);
    if (made === null) return null;
    if (made.ok) return made.value;
    deps.report("digest.unprinted", { code: made.fault.code, reason: made.fault.message });
    return null;
  }

  function roundOf(scope: Scope, week: DigestWeek): Round {
    let reading: Promise<DigestRead> | null = null;
    let printing: Promise<Uint8Array | null> | null = null;
    return {
      read() {
        reading ??= readDigest(feeds, scope, week);
        return reading;
      },
      pdf(page) {
        printing ??= printed(page);
        return printing;
      },
    };
  }

  /** The mail as it will leave, read and printed. */
  async function written(
    round: Round,
    to: string,
    mailing: { readonly asked: boolean; readonly late: string | null; readonly key: string },
  ): Promise<Letter> {
    const page = pageOf(await round.read(), mailing.late);
    const pdf = await round.pdf(page);
    const message = digestMessage(page, { asked: mailing.asked, pdf: pdf !== null });
    const files = pdf === null ? [] : [{ name: pdfName(page), type: "application/pdf", content: pdf }];
    return { ...message, to, key: mailing.key, files };
  }

  async function act(
    letters: Pick<Notifier, "post">,
    round: Round,
    { reader, monday, dueAt, deed }: DigestDue,
  ): Promise<void> {
    const keep = (sent: DigestStep): Promise<void> =>
      rule({ kind: "digest-sent", by: schedule, to: reader.to, monday, sent });
    if (deed.kind === "end") {
      await keep({ step: "ended", end: deed.end, said: saidOfEnd[deed.end] });
      deps.report("digest.attempted", { to: reader.to, monday, step: deed.end, pdf: false, code: null });
      return;
    }
    const late = deed.late ? timeText(dueAt, reader.timezone) : null;
    // Written before anything is put down: what cannot be read is not tried, and a print takes its time.
    const letter = await written(round, reader.to, { asked: false, late, key: `digest ${monday}` });
    if (closing) return;
    await keep({ step: "trying", attempt: deed.attempt });
    const told = await letters.post(letter);
    const step = afterwards(told, deed.attempt, deps.clock.now());
    await keep(step);
    deps.report("digest.attempted", {
      to: reader.to,
      monday,
      step: step.step === "ended" ? step.end : step.step,
      pdf: letter.files.length > 0,
      code: told.ok ? null : told.fault.code,
    });
  }

  /** What has not been read yet may change what is said; after a while it is said as it stands. */
  function isBehind(now: number): boolean {
    heldSince = deps.desk.progress().behindMs > believedWithin ? (heldSince ?? now) : null;
    return heldSince !== null && now - heldSince < patience;
  }

  async function round(): Promise<void> {
    const now = deps.clock.now();
    const { letters } = deps;
    if (closing || letters === null || !deps.ready() || isBehind(now)) return;
    const due = dueDigests(await book(), named(), now, offsetIn);
    if (due.length === 0) return;
    const shared = roundOf(scopeOfDigest(), "last");
    for (const one of due) if (!closing) await act(letters, shared, one);
  }

  return {
    named,
    book,
    rule,
    says: async (scope, week) => pageOf(await readDigest(feeds, scope, week), null),
    async sendNow(letters, scope, to) {
      const key = `digest now ${deps.clock.now()}`;
      const letter = await written(roundOf(scope, "this"), to, { asked: true, late: null, key });
      const pdf = letter.files.length > 0;
      const told = await letters.post(letter);
      const step = told.ok ? "taken" : "refused";
      deps.report("digest.attempted", { to, monday: null, step, pdf, code: told.ok ? null : told.fault.code });
      return { told, pdf };
    },
    sendDue() {
      const next = running.then(round);
      running = next.catch(() => undefined);
      return next;
    },
    forget() {
      known = null;
    },
    async close() {
      closing = true;
      const late = new Promise<void>((resolve) => setTimeout(resolve, endWithin).unref());
      await Promise.race([running, late]);
    },
  };
}

const saidOfEnd = {
  unknown: "stopped while it was sent",
  "given-up": "not taken within a day",
  skipped: "more than a day late",
} as const;

/** `Mon 07:00 EST`: on a reader's clock. */
const timeText = (at: number, timezone: string): string =>
  `${weekday(at, timezone)} ${time(at, timezone)} ${zoneName(timezone, at)}`;

/** What follows on an attempt; mail servers know no repeats, so a mail whose fate is unknown is not sent again. */
function afterwards(told: Told, attempt: number, now: number): DigestStep {
  if (told.ok) return { step: "ended", end: "taken", said: told.said };
  const { fault } = told;
  if (told.taken === "unknown") return { step: "ended", end: "unknown", said: fault.code };
  if (fault.class === "permanent") return { step: "ended", end: "refused", said: fault.code };
  const wait = Math.max(fault.retryAfterMs ?? 0, Math.min(retry.most, retry.first * 2 ** Math.min(attempt - 1, 10)));
  return { step: "postponed", attempt, until: now + wait, said: fault.code };
}
