import { createHash } from "node:crypto";
import webPush from "web-push";
import { messageId, type Notice, type PushTarget } from "../../domain/index.ts";
import type { EgressCall } from "../../egress/index.ts";
import type { NoticeLinks } from "../../ports/index.ts";
import { wordsOf } from "./words.ts";

/** By what push services know us: a key pair, and an address at which we can be reached. */
export interface Vapid {
  readonly subject: string;
  readonly publicKey: string;
  readonly privateKey: string;
}

/** A new key pair. Browsers subscribe for one, so it is made once and kept. */
export const newVapidKeys = (): Pick<Vapid, "publicKey" | "privateKey"> => webPush.generateVAPIDKeys();

/** What the page's worker gets to show. `tag`: a later message about the same cause takes the place of an earlier one. */
export function pushOf(notice: Notice, links: NoticeLinks): object {
  const said = wordsOf(notice);
  return {
    title: said.subject,
    body: said.lines
      .slice(0, 3)
      .map(({ label, text }) => `${label}: ${text}`)
      .join("\n"),
    tag: notice.group,
    url: links.open,
    takeUrl: links.take,
    severity: notice.severity,
  };
}

/** The request of one push: encrypted for one browser. Kept for four hours for one that is away. */
export function pushCall(notice: Notice, links: NoticeLinks, target: PushTarget, vapid: Vapid): EgressCall {
  // A pending message of the same topic is replaced, so that the same again is seen once.
  const topic = createHash("sha256").update(messageId(notice)).digest("base64url").slice(0, 32);
  const details = webPush.generateRequestDetails(
    { endpoint: target.endpoint, keys: { p256dh: target.p256dh, auth: target.auth } },
    JSON.stringify(pushOf(notice, links)),
    {
      vapidDetails: { ...vapid },
      TTL: 14_400,
      urgency: notice.severity === "critical" ? "high" : "normal",
      topic,
      contentEncoding: "aes128gcm",
    },
  );
  const headers: Record<string, string> = {};
  for (const [name, value] of Object.entries(details.headers)) {
    // The length is the guard's to say.
    if (name.toLowerCase() !== "content-length") headers[name.toLowerCase()] = String(value);
  }
  return { method: "POST", url: details.endpoint, headers, body: details.body };
}
