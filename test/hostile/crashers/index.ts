import { field, spanBytes } from "../bytes.ts";
import { type Case, proto } from "../case.ts";

/** What once did harm, kept by name: what it did, and what it may cost now. */
export interface Crasher {
  readonly did: string;
  readonly case: () => Case;
  /** A body that costs what is fair, and how many times as much this one may cost. */
  readonly fair: { readonly case: () => Case; readonly times: number };
}

const repeated = (bytes: readonly number[], times: number) => Buffer.alloc(bytes.length * times, Buffer.from(bytes));
const refused = (what: string, body: Uint8Array): Case => proto({ what, route: "traces", body, status: [400] });
const emptySpans = () => refused("ten million empty spans", field(1, field(2, repeated([0x12, 0x00], 10_000_000))));

export const crashers: readonly Crasher[] = [
  {
    did: "took twenty times as long to refuse as as many spans: scope groups were listed before they were counted",
    case: () => refused("ten million empty scope groups", field(1, repeated([0x12, 0x00], 10_000_000))),
    fair: { case: emptySpans, times: 6 },
  },
  {
    did: "made an error with a stack for each of a million records that two megabytes held: ten seconds",
    case: () =>
      proto({
        what: "ninety thousand empty spans",
        route: "traces",
        body: field(1, field(2, repeated([0x12, 0x00], 90_000))),
        status: [200],
        records: 0,
        rejected: 90_000,
      }),
    // Bodies of good spans are what a decoder is for: a refused record must not cost more than a few of them.
    fair: {
      case: () => {
        const spans = Array.from({ length: 45_000 }, () => field(2, spanBytes()));
        const body = field(1, field(2, Buffer.concat(spans)));
        return proto({ what: "45,000 good spans", route: "traces", body, status: [200], records: 45_000, rejected: 0 });
      },
      times: 4,
    },
  },
];
