import type { CloseConfig, Network } from "../../server/domain/index.ts";
import { testNetwork } from "./harness.ts";

/** Two periods, the first of which ends on the 20th. */
const close: CloseConfig = {
  periods: [
    { id: "11", from: "2026-10-24", to: "2026-11-20", closes: "2026-11-20T18:00" },
    { id: "12", from: "2026-11-21", to: "2026-12-18", closes: "2026-12-18T18:00" },
  ],
  closes: { days: 0, at: "18:00" },
  entities: [],
  accounts: [],
  columns: [],
};

/** Five hours west of UTC, as New York in winter. */
export function networkWith(more: Partial<CloseConfig> = {}, west = 300): Network {
  const plain = testNetwork();
  return {
    ...plain,
    company: { ...plain.company, timezone: "America/New_York", close: { ...close, ...more } },
    offsetAt: (zone) => (zone === "America/New_York" ? -west : 0),
  };
}

/** Left on the 20th at 23:30 by the ledger's clock, which is the 21st in UTC. */
export const lateEvening = Date.UTC(2026, 10, 21, 4, 30);
