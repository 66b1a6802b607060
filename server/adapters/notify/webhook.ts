import { createHmac } from "node:crypto";
import { messageId, type Notice, type Occasion } from "../../domain/index.ts";
import type { NoticeLinks } from "../../ports/index.ts";
import { impactOf } from "./words.ts";

const types: Readonly<Record<Occasion, string>> = {
  opened: "exception.opened",
  reopened: "exception.opened",
  escalated: "exception.assigned",
  unacknowledged: "exception.assigned",
  taken: "exception.assigned",
  moved: "exception.assigned",
  cleared: "exception.resolved",
};

/** A CloudEvent 1.0 in its structured form. The same notice is the same event, by its id. */
export function cloudEventOf(notice: Notice, links: NoticeLinks, source: string): object {
  return {
    specversion: "1.0",
    id: messageId(notice),
    source,
    type: types[notice.occasion],
    subject: notice.group,
    time: new Date(notice.at).toISOString(),
    datacontenttype: "application/json",
    data: {
      group: notice.group,
      exception: notice.exception,
      occasion: notice.occasion,
      kind: notice.kind,
      severity: notice.severity,
      title: notice.title,
      reason: notice.reason,
      impact: impactOf(notice),
      exceptions: notice.exceptions,
      untaken: notice.untaken,
      blocks: notice.blocks,
      held: notice.held,
      heldUnknown: notice.heldUnknown,
      warehouse: notice.warehouse,
      system: notice.system,
      owner: { team: notice.team.id, person: notice.person },
      openedAt: new Date(notice.openedAt).toISOString(),
      dueAt: notice.dueAt === null ? null : new Date(notice.dueAt).toISOString(),
      cutoff: notice.cutoff === null ? null : new Date(notice.cutoff).toISOString(),
      url: links.open,
      takeUrl: links.take,
    },
  };
}

/**
 * Headers that say when a body was sent and by whom: `t` in Unix seconds, `v1` the HMAC-SHA256 in hex of the seconds,
 * a dot, and the body. A receiver refuses what is older than five minutes.
 */
export function signatureOf(body: string, secret: string, at: number): string {
  const seconds = Math.floor(at / 1_000);
  return `t=${seconds},v1=${createHmac("sha256", secret).update(`${seconds}.${body}`).digest("hex")}`;
}
