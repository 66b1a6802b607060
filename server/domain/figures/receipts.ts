import { firstOf } from "../correlation/fold.ts";
import { earliestOf } from "../tally/facts.ts";
import { buildingOf } from "../tally/inbound.ts";
import type { Fold } from "../types.ts";
import { messageOf, messagesOf, timed } from "./clock.ts";
import { dayIn, type Moment, momentOf, placeFigure } from "./contribution.ts";
import type { Figure } from "./figure.ts";
import { type FigurePapers, type FiguresOn, isCounted } from "./papers.ts";

const arriving = ["receipt.gate-arrived", "receipt.arrived"];
const storing = ["receipt.put-away", "receipt.posted"];
const anyone = (): boolean => true;

const common = {
  version: 1,
  scale: 1,
  zone: "building",
  rests: "on-its-events",
  unit: "ms",
  better: "down",
  counts: "the day on which it is both, in the building",
  awaits: storing,
  notMeasured: null,
  withoutStock: null,
  kinds: ["receipt"],
} as const;
const stops = "put away, and recorded in the ERP";
const exclusions = ["receipts first heard of when they were under way", "receipts of which only a day is told"];

/** In stock: the goods stand in their location, and the ERP has them. */
function stockedAt({ subject }: FigurePapers, warehouse: string | null, on: FiguresOn): Moment | null {
  const [away, posted] = [firstOf(subject, "receipt.put-away", anyone), firstOf(subject, "receipt.posted", anyone)];
  if (away === null || posted === null) return null;
  const [first, last] = [momentOf(away, on), momentOf(posted, on)].sort((a, b) => a.at - b.at);
  if (first === undefined || last === undefined) return null;
  return first.date === null ? last : { at: last.at, date: dayIn(last, warehouse, on) };
}

/** From a fact of a receipt until it is in stock. What is put away and not in the ERP is on the way of a message. */
const untilStocked =
  (figure: string, start: (papers: FigurePapers) => Fold | null): Figure["contributions"] =>
  (papers, on) => {
    const { subject } = papers;
    const fold = start(papers);
    if (!isCounted(subject) || subject.joinedInProgress || fold === null) return [];
    const starts = momentOf(fold, on);
    const warehouse = fold.warehouse ?? buildingOf(subject);
    const stopped = stockedAt(papers, warehouse, on);
    const to = stopped?.at ?? null;
    const place = placeFigure(papers, { warehouse, partner: "partner", stops: storing, from: starts.at, to }, on);
    const messages = messagesOf(messageOf(subject, "receipt.put-away", "receipt.posted"));
    return [timed({ figure, ref: subject.ref, place, starts, stops: stopped, messages }, on)];
  };

/** From the truck to the shelf, and to the ERP. */
export const dockToStock: Figure = {
  ...common,
  id: "dock-to-stock",
  name: "Dock to stock",
  formula: "time from arrival to in stock of receipts in stock ÷ receipts in stock",
  clock: { starts: "the goods arrived, at the gate or at the dock, whichever was told first", stops },
  exclusions: [...exclusions, "receipts whose arrival is not told"],
  benchmark: { text: "best in class under 3.5 h, average 4–8 h", year: 2025, source: "WERC, by a secondary summary" },
  needs: [arriving, ["receipt.put-away"], ["receipt.posted"]],
  opens: arriving,
  contributions: untilStocked("dock-to-stock", ({ subject }) => earliestOf(subject, arriving)),
};

/** From the count, where no arrival is told: another clock, and so another name. */
export const receiptToStock: Figure = {
  ...common,
  id: "receipt-to-stock",
  name: "Receipt to stock",
  formula: "time from receipt confirmation to in stock of receipts in stock ÷ receipts in stock",
  clock: { starts: "the goods were counted and accepted", stops },
  exclusions,
  benchmark: null,
  needs: [["receipt.confirmed"], ["receipt.put-away"], ["receipt.posted"]],
  opens: ["receipt.confirmed"],
  contributions: untilStocked("receipt-to-stock", ({ subject }) => firstOf(subject, "receipt.confirmed", anyone)),
};
