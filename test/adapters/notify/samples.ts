import type { Channel, Notice } from "../../../server/domain/index.ts";
import type { NoticeLinks } from "../../../server/ports/index.ts";

/** Wednesday 18 November 2026, 14:20 in Atlanta. */
export const afternoon = Date.UTC(2026, 10, 18, 19, 20);

export const links: NoticeLinks = {
  open: "https://tallyman.example/x/X-1042",
  take: "https://tallyman.example/take#t=abc.def",
};

/** Fourteen labels refused before the parcel truck. */
export const labels: Notice = {
  key: "C-17|atl-dock-leads|1",
  group: "C-17",
  team: { id: "atl-dock-leads", name: "ATL dock leads" },
  occasion: "opened",
  at: afternoon,
  severity: "critical",
  title: "Label refused: postcode missing",
  reason: "UPS said: postcode missing",
  kind: "failed-event",
  exception: "X-1042",
  rung: 0,
  exceptions: 14,
  untaken: 14,
  openedAt: afternoon - 180_000,
  dueAt: afternoon + 1_800_000,
  cutoff: Date.UTC(2026, 10, 18, 20, 0),
  warehouse: "Atlanta",
  system: "WMS Atlanta",
  person: null,
  blocks: { orders: 14, shipments: 14, invoices: 0 },
  held: [{ amount: "4120.50", currency: "USD", estimate: false }],
  heldUnknown: 0,
  timezone: "America/New_York",
  company: "Northgate Supply",
};

/** A partner that is silent, with all that a message can say. */
export const reno: Notice = {
  ...labels,
  key: "C-3|integration-on-call|2",
  group: "C-3",
  team: { id: "integration-on-call", name: "Integration on-call" },
  occasion: "escalated",
  severity: "high",
  title: "3PL Reno: no ship confirmations since Sun 21:05",
  reason: "Usual for a Monday at this hour: 9 files, about 390 orders.",
  kind: "source-silent",
  exceptions: 412,
  untaken: 400,
  cutoff: null,
  warehouse: "Reno",
  system: "3PL Reno",
  person: "Ana",
  blocks: { orders: 412, shipments: 1, invoices: 0 },
  held: [
    { amount: "318400.00", currency: "USD", estimate: true },
    { amount: "1200.00", currency: "EUR", estimate: false },
  ],
  heldUnknown: 37,
  timezone: "America/Los_Angeles",
};

/** Texts as an attacker who can send records would choose them. */
export const hostile: Notice = {
  ...labels,
  key: "X-9|atl-dock-leads|1",
  group: "X-9",
  title: `<!channel> <https://evil.example|click> <script>alert(1)</script> *b* _i_ [x](https://evil.example)`,
  reason:
    'said:\r\nBcc: all@evil.example\r\n\r\n<img src=x onerror=alert(1)>\n.\nQUIT\u2028\u202egnp.exe \u0000 "quoted" & \'"><a href=javascript:alert(1)>',
  exceptions: 1,
  warehouse: "A\r\nSubject: other",
  system: "<b>WMS</b> & @here",
  person: `"><svg onload=alert(1)>`,
};

export const cleared: Notice = {
  ...labels,
  key: "C-17|atl-dock-leads|2",
  occasion: "cleared",
  exceptions: 0,
  untaken: 0,
  dueAt: null,
  person: "Ben",
};

export const channels = {
  mail: { kind: "mail", to: "dock@example.com" },
  slack: { kind: "slack", url: { variable: "SLACK_ATL" } },
  teams: { kind: "teams", url: { variable: "TEAMS_ATL" } },
  webhook: { kind: "webhook", url: { variable: "DESK_URL" }, secret: { variable: "DESK_SECRET" } },
  pagerduty: { kind: "pagerduty", key: { variable: "PD_KEY" }, region: "us" },
} as const satisfies Readonly<Record<string, Channel>>;
