/** Words of the Monday mail. Where the scorecard says the same, it says it in these words. */

const of = (n: number, one: string, many: string): string => `${n.toLocaleString("en-US")} ${n === 1 ? one : many}`;

export const words = {
  onTime: "Shipped on time",
  held: "Held up now",
  unbilled: "Shipped, not billed over a day",
  saved: "Saved and missed before cut-off",
  trust: "Can I trust this",
  figures: "Figures",
  changed: "What changed",
  promised: "Promised",

  /** `week` null: days that are no week. */
  subject: (week: number | null, said: string) => `${week === null ? "Scorecard" : `Week ${week}`}: ${said}`,
  subjectValue: (value: string) => `${value} on time`,
  subjectNone: "no order was due",
  subjectNotMeasured: "shipping on time is not measured",
  subjectSilent: (who: string, others: number, at: string | null) =>
    others > 0
      ? `${who} and ${of(others, "other", "others")} silent`
      : `${who} ${at === null ? "not heard yet" : `silent since ${at}`}`,

  shipped: (value: string) => `${value} of orders shipped on time`,
  under: (gap: string) => `${gap} points under target`,
  over: (gap: string) => `${gap} points over target`,
  none: "No order was due in these days",
  notMeasured: (why: string | null) => `Whether orders ship on time is not measured${why === null ? "" : `: ${why}`}`,
  silent: (who: string, others: number, at: string | null) =>
    others > 0
      ? `${who} and ${of(others, "other", "others")} are silent`
      : `${who} has not reported ${at === null ? "yet" : `since ${at}`}`,

  days: (week: number | null, from: string, to: string) => `${week === null ? "" : `Week ${week}, `}${from} to ${to}`,
  notFinished: (at: string) => `not finished, as of ${at}`,
  late: (at: string) => `This mail is late: it was due ${at}.`,
  told: (at: string) => `What is held up, what is not billed and who reports: as of ${at}.`,

  unknown: "unknown",
  noValue: "–",
  measuredNot: "not measured",
  known: (n: number) => `of ${of(n, "order", "orders")} known`,
  before: (value: string) => `before: ${value}`,
  beforeNone: "nothing before to compare with",
  notCompared: "not finished, so not compared",
  met: (target: string) => `target ${target} met`,
  targetOpen: (target: string) => `target ${target}: cannot be told yet`,
  unknownBetween: (n: string, low: string, high: string) => `${n} unknown: between ${low} and ${high}`,
  unknownBare: (n: string) => `${n} unknown: nobody knows how much is missing`,
  partly: (n: number, all: number) => `${n} of ${of(all, "source", "sources")} told all of these days`,

  causes: (n: number, share: string) => `${of(n, "cause is", "causes are")} ${share} of it`,
  heldNone: (silent: boolean) => (silent ? "Nothing of what was heard" : "Nothing is held up"),
  unheard: "No source was heard yet",
  notIn: (who: string) => `${who} silent: what it holds up is not in it`,
  atCost: (money: string) => `${money} at cost`,
  ofUnknownAmount: (n: number) => `${n.toLocaleString("en-US")} of unknown amount`,
  documents: (n: number) => of(n, "document", "documents"),
  estimated: (money: string) => `≈ of it ${money} estimated`,
  tied: (at: string) => `ties to the ERP, ${at}`,
  untied: (money: string, at: string) => `${money} unexplained against the ERP, ${at}`,
  noTie: "Nobody told yet what the ERP says",

  savedAnd: (missed: string) => `saved, ${missed}`,
  savedN: (n: string) => `${n} saved`,
  missedN: (n: string) => `${n} missed`,
  savedWhy: "saved: was blocked, somebody took it, left as planned",

  ofSources: (n: number) => `of ${of(n, "source", "sources")}`,
  allReport: "Every source reports",
  noSources: "No source is declared",
  silentSince: (who: string, at: string | null) => `${who} ${at === null ? "not heard yet" : `silent since ${at}`}`,
  notBilled: (who: string) => `${who} silent: what it shipped since is not in it`,
  dated: (who: string, n: number) => `${who} ${n === 1 ? "tells" : "tell"} days without times`,
  sampled: (who: string, n: number) =>
    `${who} ${n === 1 ? "keeps" : "keep"} a part of ${n === 1 ? "its" : "their"} records only`,

  points: (text: string) => `${text} pt`,
  notTold: "not told",
  rest: (n: number) => `everything else, ${of(n, "site", "sites")}`,
  fromTo: (from: string, to: string) => `${from} to ${to}`,
  addsUp: "adds up",
  changedNone: "Nothing to compare: one of the two has no orders due.",
  changedStill: "Nothing moved it by a tenth of a point.",
  changedOpen: "Not finished: these days so far, against all of the days before.",

  promisedNone: "Nothing is promised.",
  promiseOver: (day: string) => `open, due ${day}, over`,
  promiseOpen: (day: string) => `open, due ${day}`,
  promiseKept: (day: string, by: string) => `kept ${day}, said ${by}`,
  promiseDropped: (day: string, by: string) => `dropped ${day}, said ${by}`,

  openScorecard: "Open the scorecard",
  asTable: "Numbers as a table",
  howCounted: "How each is counted",
  stop: "Change or stop it under Me.",
  foot: "Sent once a week at 07:00 in your zone.",
  footNow: "Sent because somebody asked for it.",
  noTracking: "No images, no tracking.",
  noLinks: "The scorecard can be opened on the server's own machine only, so this mail has no links.",
  withPdf: "The scorecard goes along as PDF.",
} as const;
