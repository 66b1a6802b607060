import type { Ask, PartnerConfig } from "../../domain/index.ts";
import { isoOf } from "../../feeds/index.ts";
import type { AskMessage as AskMessageRow } from "../../wire/index.ts";
import type { ServingDeps } from "../deps.ts";
import { signLink } from "./link.ts";
import { type Asked, type AskMessage, askMessage } from "./message.ts";

/** A link holds this long after an answer is due. */
const linkFor = 3 * 86_400_000;

/** What a message says of an ask, by whom it reaches there. */
export const askedOf = (
  ask: Pick<Ask, "timezone" | "language" | "note" | "about" | "dueAt" | "lines">,
  partner: PartnerConfig | undefined,
  company: string,
): Asked => ({ ...ask, person: partner?.contact.person ?? null, company });

/** A message that is only looked at. */
export const previewOf = (asked: Asked, partner: PartnerConfig): AskMessageRow => ({
  ...askMessage(asked, null, null),
  link: null,
  sending: { how: "not-yet", to: partner.contact.mail, phone: partner.contact.phone, why: null },
});

/**
 * Sends an ask with a new link: by mail where there is a mail server and an address, else the message is the person's to
 * send, which is kept as well. A mail that was not taken is not kept as sent.
 */
export async function sendAsk(
  deps: Pick<ServingDeps, "desk" | "network" | "clock" | "publicUrl" | "links" | "letters" | "linksReach">,
  ask: Ask,
  by: string,
): Promise<AskMessageRow> {
  const partner = deps.network().partners.get(ask.partner);
  const expiresAt = Math.max(ask.dueAt, deps.clock.now()) + linkFor;
  const token = signLink(deps.links, { ask: ask.number, nonce: ask.nonce, expiresAt });
  const url = `${deps.publicUrl()}/answer/#${token}`;
  const message = askMessage(askedOf(ask, partner, deps.network().company.name), { url, expiresAt }, ask.number);
  const to = partner?.contact.mail ?? null;
  const why =
    to === null ? "The network file names no mail address of this partner." : await mailed(deps, ask, message, to);
  const how = why === null ? "mail" : "by-hand";
  const named = how === "mail" ? to : (partner?.contact.person ?? null);
  await deps.desk.ask({ kind: "ask-sent", ask: ask.number, sent: { by, how, to: named } });
  return {
    ...message,
    link: { url, expiresAt: isoOf(expiresAt) },
    sending: { how, to, phone: partner?.contact.phone ?? null, why },
  };
}

/** Why it was not mailed; null: it was. */
async function mailed(
  deps: Pick<ServingDeps, "letters" | "linksReach">,
  ask: Ask,
  message: AskMessage,
  to: string,
): Promise<string | null> {
  if (!deps.linksReach)
    return "Links lead to this machine alone: set TALLYMAN_URL_PUBLIC, or send them to somebody here.";
  if (deps.letters === null) return "No mail server is set.";
  const { subject, text, html, file } = message;
  const key = `ask ${ask.number} ${ask.nonce} ${ask.sent.length}`;
  const files = [{ name: file.name, type: file.type, content: file.text }];
  const told = await deps.letters.post({ to, subject, text, html, files, key });
  if (told.ok) return null;
  return told.taken === "no" ? told.fault.message : `${told.fault.message} It may have arrived all the same.`;
}
