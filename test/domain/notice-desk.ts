import {
  type Calendar,
  type ChannelConfig,
  type Concern,
  firstThread,
  type Instant,
  judgeGroup,
  type Network,
  type Notice,
  type Thread,
  threadAfter,
} from "../../server/domain/index.ts";

export const start = Date.UTC(2026, 10, 18, 12);
export const second = 1_000;
export const minute = 60_000;
export const delay = 60_000;

const mail: ChannelConfig = { kind: "mail", to: "dock@example.com" };
const pager: ChannelConfig = { kind: "pagerduty", key: { variable: "PD" }, region: "us" };

export function networkOf(quiet: Calendar | null, channels: readonly ChannelConfig[] = [mail, pager]): Network {
  const team = (id: string) => ({ id, name: id.toUpperCase() });
  return {
    company: { name: "Northgate", timezone: "America/New_York", currency: "USD" },
    teams: new Map(["dock", "office"].map((id) => [id, team(id)])),
    warehouses: new Map(),
    systems: new Map(),
    minorUnits: () => 100,
    notify: { delay, teams: new Map(["dock", "office"].map((id) => [id, { channels, quiet }])) },
  } as unknown as Network;
}

export const concern = (number: number, more: Partial<Concern> = {}): Concern => ({
  number,
  kind: "failed-event",
  state: "open",
  severity: "high",
  title: "Label refused",
  reason: "UPS said no",
  system: null,
  warehouse: null,
  object: `shipment:*:SH-${number}`,
  owner: { team: "dock", person: null },
  rung: 0,
  rungAt: start,
  openedAt: start,
  createdAt: start,
  dueAt: start + 30 * minute,
  resolvedAt: null,
  cutoff: null,
  blocks: { orders: 1, shipments: 1, invoices: 0 },
  held: [],
  causeId: "C-1",
  version: 1,
  ...more,
});

/** Plays what happens second by second, as the outbox does, and keeps what was told. */
export function desk(network: Network) {
  const members = new Map<number, Concern>();
  const threads = new Map<string, Thread>();
  let emptied: ReadonlyMap<string, Instant> = new Map();
  let wakeAt: Instant | null = null;
  const told: Notice[] = [];
  let dirty = false;
  return {
    told,
    members,
    set(number: number, change: Partial<Concern>) {
      members.set(number, { ...(members.get(number) ?? concern(number)), ...change });
      dirty = true;
    },
    /** As the outbox forgets what is over. */
    drop(number: number) {
      members.delete(number);
      dirty = true;
    },
    at(at: Instant) {
      if (!dirty && (wakeAt === null || wakeAt > at)) return;
      dirty = false;
      const judged = judgeGroup(
        { group: "C-1", members: [...members.values()], threads: [...threads.values()], emptied, elsewhere: false },
        network,
        at,
      );
      ({ emptied, wakeAt } = judged);
      for (const notice of judged.notices) {
        told.push(notice);
        const known = threads.get(notice.team.id) ?? firstThread(notice.group, notice.team.id);
        threads.set(notice.team.id, threadAfter(known, notice));
        dirty = true;
      }
    },
    /** A new start: all but the threads is forgotten. */
    restart() {
      emptied = new Map();
      wakeAt = null;
      dirty = true;
    },
    run(from: Instant, to: Instant, step = second) {
      for (let at = from; at <= to; at += step) this.at(at);
    },
  };
}
