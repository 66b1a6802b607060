import { items, siteOf } from "./company.ts";
import { dockTime } from "./dock.ts";
import { randomOf } from "./random.ts";
import { recalled, type Step } from "./step.ts";
import type { Act, Story } from "./story.ts";
import { type Transfer, transferSteps } from "./transfers.ts";
import { day, hour, minute } from "./zones.ts";

/** What was sent, and where to: 212,400 dollars at cost. */
const sent: readonly (readonly [from: string, to: string, sku: string, quantity: number, hours: number])[] = [
  ["DFW", "ATL", "44-190", 680, 13],
  ["DFW", "ATL", "80-027", 274, 13],
  ["ATL", "MIA", "60-118", 234, 11],
  ["ATL", "EWR", "72-001", 958, 14],
  ["DFW", "ATL", "60-310", 1_594, 13],
  ["ATL", "MIA", "51-006", 3_248, 11],
];

/** The ERP has five days from the truck on; the goods were counted long before. */
const overdue = 6 * day;

/**
 * Transfer receipts that never reach the ERP near month end: six transfers left Dallas and Atlanta, the receiving floor
 * counted each, and the ERP books none, until the message is found.
 */
export const transferStory: Story = {
  name: "transfers",
  ending: "transfers-fix",
  lastsMs: null,
  begin({ seed, at, pace }): Act {
    const transfers = sent.map((_, index) => lostReceipt(seed, index, at));
    return {
      papers: transfers.map((transfer) => transfer.id),
      steps: transfers.flatMap((transfer, index) => {
        const told = at + (index * pace) / 3;
        return transferSteps(transfer)
          .slice(0, -1)
          .map((step, of) => own(recalled(step, told + of * 20)));
      }),
      silent: null,
      instead: new Set(),
      fills: [],
      end: (from, apart) =>
        transfers.flatMap((transfer, index) =>
          transferSteps({ ...transfer, posted: from + index * apart })
            .slice(-1)
            .map(own),
        ),
    };
  },
};

function lostReceipt(seed: number, index: number, at: number): Transfer {
  const [from = "", to = "", sku = "", quantity = 0, hours = 0] = sent[index] ?? [];
  const item = items.find((one) => one.sku === sku);
  if (item === undefined) throw new RangeError(`no item ${sku}`);
  const number = 20_500 + (Math.floor(at / (10 * minute)) % 700) * 100 + 88 + index;
  const random = randomOf(seed, "transfer story", number);
  const [source, target] = [siteOf(from), siteOf(to)];
  const requested = at - overdue - random.between(40, 70) * hour;
  const approved = requested + random.between(4, 45) * minute;
  const shipped = Math.min(dockTime(source, approved, random.between(1.5, 9) * hour), at - overdue);
  const done = dockTime(target, shipped + hours * hour, random.between(20, 90) * minute);
  return {
    seed,
    id: `TO-${number}`,
    from: source,
    to: target,
    item,
    quantity,
    requested,
    approved,
    shipped,
    received: { done, heard: done },
    postFailed: null,
    posted: Number.POSITIVE_INFINITY,
  };
}

function own(step: Step): Step {
  return { ...step, story: transferStory.name };
}
