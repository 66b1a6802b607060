import { createHash } from "node:crypto";
import type { Notice, Occasion, Severity } from "../../domain/index.ts";
import type { NoticeLinks } from "../../ports/index.ts";
import { impactOf, wordsOf } from "./words.ts";

const actions: Readonly<Record<Occasion, "trigger" | "acknowledge" | "resolve">> = {
  opened: "trigger",
  reopened: "trigger",
  escalated: "trigger",
  unacknowledged: "trigger",
  taken: "acknowledge",
  moved: "resolve",
  cleared: "resolve",
};

const severities: Readonly<Record<Severity, "critical" | "error" | "warning" | "info">> = {
  critical: "critical",
  high: "error",
  medium: "warning",
  low: "info",
};

/** An event of the Events API v2. All that is told of one cause to one team is one alert, by its `dedup_key`. */
export function pagerdutyOf(notice: Notice, links: NoticeLinks, routingKey: string): object {
  const action = actions[notice.occasion];
  const key = createHash("sha256").update(`${notice.group} ${notice.team.id}`).digest("hex").slice(0, 40);
  const bare = { routing_key: routingKey, event_action: action, dedup_key: `tallyman-${key}` };
  if (action !== "trigger") return bare;
  const said = wordsOf(notice);
  return {
    ...bare,
    client: "Tallyman",
    client_url: links.open,
    links: [
      { href: links.open, text: said.open },
      ...(links.take === null ? [] : [{ href: links.take, text: said.take }]),
    ],
    payload: {
      summary: said.subject,
      source: notice.system ?? notice.warehouse ?? notice.company,
      severity: severities[notice.severity],
      timestamp: new Date(notice.openedAt).toISOString(),
      component: notice.warehouse ?? "",
      group: notice.team.name,
      class: notice.kind,
      custom_details: {
        reason: said.what,
        impact: impactOf(notice),
        exceptions: notice.exceptions,
        ...Object.fromEntries(said.lines.map(({ label, text }) => [label, text])),
      },
    },
  };
}
