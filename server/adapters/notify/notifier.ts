import { permanent } from "../../../collectors/kit/index.ts";
import { type Channel, channelName, messageId, type Notice, type SecretRef } from "../../domain/index.ts";
import type { Egress, EgressCall, Mail, MailServer } from "../../egress/index.ts";
import type { Clock, NoticeLinks, Notifier, Told } from "../../ports/index.ts";
import { toldOf } from "./answers.ts";
import { letterOf, mailOf } from "./mail.ts";
import { pagerdutyOf } from "./pagerduty.ts";
import { pushCall, type Vapid } from "./push.ts";
import { slackOf } from "./slack.ts";
import { teamsOf } from "./teams.ts";
import { cloudEventOf, signatureOf } from "./webhook.ts";

export interface NotifierParts {
  readonly egress: Egress;
  readonly clock: Clock;
  /** The environment's value of a name; read at each message, so that a changed secret holds at once. */
  readonly secret: (variable: string) => string | undefined;
  /** Null where no mail server was told. */
  readonly mail: { readonly server: MailServer; readonly from: string } | null;
  readonly vapid: Vapid;
  /** Address of this installation: what events name as their source. */
  readonly source: () => string;
  /** Where PagerDuty takes events, by region. */
  readonly pagerduty?: Readonly<Record<"us" | "eu", string>>;
}

const pagerdutyAddresses = {
  us: "https://events.pagerduty.com/v2/enqueue",
  eu: "https://events.eu.pagerduty.com/v2/enqueue",
};

/** The receivers outside, each by its own protocol, all through the guard. */
export function createNotifier(parts: NotifierParts): Notifier {
  const { egress, clock } = parts;
  const pagerduty = parts.pagerduty ?? pagerdutyAddresses;

  const posted = async (channel: Channel, call: EgressCall): Promise<Told> =>
    toldOf(await egress.request(call), receiverOf(channel), clock.now());

  const json = (url: string, body: object): EgressCall => ({
    method: "POST",
    url,
    headers: { "content-type": "application/json" },
    body: JSON.stringify(body),
  });

  return {
    post: (letter) => mailed(parts, (from) => letterOf(letter, from)),
    async send(notice, links, channel) {
      switch (channel.kind) {
        case "mail":
          return mailed(parts, (from) => mailOf(notice, links, from, channel.to));
        case "slack": {
          const url = parts.secret(channel.url.variable);
          return url === undefined ? missing(channel.url) : posted(channel, json(url, slackOf(notice, links)));
        }
        case "teams": {
          const url = parts.secret(channel.url.variable);
          return url === undefined ? missing(channel.url) : posted(channel, json(url, teamsOf(notice, links)));
        }
        case "webhook": {
          const url = typeof channel.url === "string" ? channel.url : parts.secret(channel.url.variable);
          if (url === undefined) return missing(channel.url as SecretRef);
          const secret = parts.secret(channel.secret.variable);
          if (secret === undefined) return missing(channel.secret);
          const body = JSON.stringify(cloudEventOf(notice, links, parts.source()));
          const headers = {
            "content-type": "application/cloudevents+json; charset=utf-8",
            "idempotency-key": messageId(notice),
            "tallyman-signature": signatureOf(body, secret, clock.now()),
          };
          return posted(channel, { method: "POST", url, headers, body });
        }
        case "pagerduty": {
          const key = parts.secret(channel.key.variable);
          if (key === undefined) return missing(channel.key);
          return posted(channel, json(pagerduty[channel.region], pagerdutyOf(notice, links, key)));
        }
        case "push":
          return pushed(notice, links, channel);
      }
    },
  };

  async function pushed(
    notice: Notice,
    links: NoticeLinks,
    channel: Extract<Channel, { kind: "push" }>,
  ): Promise<Told> {
    let call: EgressCall;
    try {
      call = pushCall(notice, links, channel, parts.vapid);
    } catch {
      // Keys that are none: the browser that gave them cannot be told.
      return { ...permanent("receiver-gone", "The browser's keys are not good."), taken: "no" };
    }
    return posted(channel, call);
  }
}

async function mailed(parts: NotifierParts, written: (from: string) => Mail): Promise<Told> {
  if (parts.mail === null) {
    const none = permanent("no-mail-server", "No mail server is set: TALLYMAN_SMTP_URL and TALLYMAN_MAIL_FROM.");
    return { ...none, taken: "no" };
  }
  const { server, from } = parts.mail;
  const mailedIt = await parts.egress.mail(server, written(from));
  return mailedIt.ok ? { ok: true, said: mailedIt.value.said } : mailedIt;
}

const missing = ({ variable }: SecretRef): Told => ({
  ...permanent("no-secret", `The environment has no ${variable}, which the network file names.`),
  taken: "no",
});

/** How a receiver is named in words: never by an address that may be a secret. */
const receiverOf = (channel: Channel): string => (channel.kind === "push" ? "The push service" : channelName(channel));
