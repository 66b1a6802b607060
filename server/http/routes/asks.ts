import { randomBytes } from "node:crypto";
import { dueAt, type Instant, openBetween, type PartnerConfig } from "../../domain/index.ts";
import { numberOfAsk, numberOfException, toAskDetail, toAskRow } from "../../feeds/index.ts";
import type { AskSeen } from "../../ports/asks.ts";
import type { Scope } from "../../ports/index.ts";
import { askBody, askDetail, askMade, askRow, mostAsked } from "../../wire/ask-shapes.ts";
import type { AskMessage } from "../../wire/index.ts";
import { emptyBody } from "../../wire/schemas.ts";
import { pageOf as pageSchema } from "../../wire/shapes.ts";
import { askable } from "../asks/lines.ts";
import { askMessage } from "../asks/message.ts";
import { askedOf, previewOf, sendAsk } from "../asks/sending.ts";
import { chosen } from "../chosen.ts";
import { problem, Refused } from "../problems.ts";
import { badParameter, notFound, pageOf, paging, type Route, route, type Serving } from "../route.ts";

/** Without a word an answer is due after so much time in which the partner's desk is manned. */
const usualSpan = 4 * 3_600_000;

/** When an answer is due: as asked, but never while nobody is at the partner's desk. */
export function answerDue(partner: Pick<PartnerConfig, "hours">, now: Instant, answerBy: Instant | null): Instant {
  if (answerBy === null) return dueAt(partner.hours, now, usualSpan) ?? now + usualSpan;
  // Manned in the minute that ends then, or else when it is manned again.
  return openBetween(partner.hours, answerBy - 1, answerBy) > 0
    ? answerBy
    : (dueAt(partner.hours, answerBy, 1) ?? answerBy);
}

async function askFor({ deps }: Serving, scope: Scope, id: string): Promise<AskSeen> {
  const number = numberOfAsk(id);
  const seen = number === null ? undefined : await deps.views.ask(scope, number);
  if (seen === undefined) throw notFound("ask of that id");
  return seen;
}

/** The ask as it is now, which the rows may show a moment later. */
async function made({ deps }: Serving, scope: Scope, number: number, message: AskMessage) {
  const seen = await deps.views.ask(scope, number);
  return { ask: seen === undefined ? null : toAskDetail(seen, deps.clock.now()), message };
}

/** Asking partners about numbers, and what became of it. */
export const askRoutes: readonly Route[] = [
  route({
    id: "ask",
    method: "POST",
    path: "/api/v1/asks",
    says: "Asks a partner about the numbers of exceptions: one message with a link by which they answer without an account. Without a mail server the answer carries the message, to be sent by hand.",
    body: askBody,
    answers: [
      { status: 200, says: "How the message would read", schema: askMade },
      { status: 201, says: "Asked", schema: askMade },
    ],
    async handle(serving, { scope, body, person }) {
      const { deps } = serving;
      const network = deps.network();
      const partner = network.partners.get(body.partner);
      if (partner === undefined) {
        const message = `must be of ${[...network.partners.keys()].join(", ")}`;
        throw new Refused(
          problem(422, "unknown-partner", `partner ${message}`, { faults: [{ path: "partner", message }] }),
        );
      }
      const now = deps.clock.now();
      const answerBy = body.answerBy == null ? null : Date.parse(body.answerBy);
      if (answerBy !== null && answerBy <= now) {
        const message = "must lie ahead";
        throw new Refused(problem(422, "past", `answerBy ${message}`, { faults: [{ path: "answerBy", message }] }));
      }
      const about = await chosen(deps, scope, body, mostAsked);
      const { lines, others, kind } = await askable(deps.views, scope, about, partner, network);
      if (others.length > 0) {
        const named = others
          .slice(0, 5)
          .map(({ number }) => `X-${number}`)
          .join(", ");
        throw new Refused(
          problem(422, "not-theirs", `${partner.name} runs nothing of ${others.length} of them, as ${named}.`),
        );
      }
      if (lines.length === 0)
        throw new Refused(problem(422, "nothing-to-ask", "Nothing of this is open and has a number."));
      const asked = {
        timezone: partner.timezone,
        language: partner.language,
        note: body.note ?? null,
        about: kind,
        dueAt: answerDue(partner, now, answerBy),
        lines: lines.map((line) => ({ ...line, answer: null })),
      };
      const content = askedOf(asked, partner, network.company.name);
      if (body.preview === true) return { json: { ask: null, message: previewOf(content, partner) } };
      const { subject, text } = askMessage(content, null, null);
      const ask = await deps.desk.ask({
        kind: "asked",
        asking: {
          ...asked,
          lines,
          by: person.name,
          partner: partner.id,
          partnerName: partner.name,
          subject,
          text,
          nonce: randomBytes(16).toString("base64url"),
        },
      });
      if (ask === undefined) throw new Error("an ask was not kept");
      deps.report("ask.made", { id: `A-${ask.number}`, partner: partner.id, numbers: lines.length, by: person.name });
      const message = await sendAsk(deps, ask, person.name);
      return { status: 201, json: await made(serving, scope, ask.number, message) };
    },
  }),
  route({
    id: "listAsks",
    method: "GET",
    path: "/api/v1/asks",
    says: "What partners were asked, newest first, and how each stands: waiting, part-answered, answered, overdue, withdrawn.",
    query: [{ name: "exception", says: "Only those about this exception, as `X-1042`." }, ...paging],
    answers: [{ status: 200, says: "A page", schema: pageSchema(askRow) }],
    async handle({ deps }, { scope, query }) {
      const { limit, cursor } = pageOf(query, 50, 200);
      const id = query.get("exception");
      const about = id === undefined ? null : numberOfException(id);
      if (id !== undefined && about === null) throw badParameter("exception", "must be an exception's id, as X-1042");
      const page = await deps.views.asks(scope, about, limit, cursor);
      const now = deps.clock.now();
      return { json: { ...page, items: page.items.map((one) => toAskRow(one, now)) } };
    },
  }),
  route({
    id: "getAsk",
    method: "GET",
    path: "/api/v1/asks/{id}",
    says: "One ask with its numbers and what was answered to each.",
    answers: [{ status: 200, says: "The ask", schema: askDetail }],
    handle: async (serving, { scope, param }) => ({
      json: toAskDetail(await askFor(serving, scope, param("id")), serving.deps.clock.now()),
    }),
  }),
  route({
    id: "sendAsk",
    method: "POST",
    path: "/api/v1/asks/{id}/send",
    says: "Sends it again, with a new link; those before hold until their own end.",
    body: emptyBody,
    bodyOptional: true,
    answers: [{ status: 200, says: "Sent, or to be sent by hand", schema: askMade }],
    async handle(serving, { scope, param, person }) {
      const { ask } = await askFor(serving, scope, param("id"));
      if (ask.withdrawn !== null) throw new Refused(problem(422, "withdrawn", "It was withdrawn: ask anew."));
      const message = await sendAsk(serving.deps, ask, person.name);
      return { json: await made(serving, scope, ask.number, message) };
    },
  }),
  route({
    id: "withdrawAsk",
    method: "DELETE",
    path: "/api/v1/asks/{id}",
    says: "Withdraws it: its links hold no longer. What was answered stays.",
    answers: [{ status: 204, says: "Withdrawn", schema: null }],
    async handle(serving, { scope, param, person }) {
      const { ask } = await askFor(serving, scope, param("id"));
      await serving.deps.desk.ask({ kind: "ask-withdrawn", ask: ask.number, by: person.name });
      serving.deps.report("ask.withdrawn", { id: `A-${ask.number}`, by: person.name });
      return { status: 204, empty: true };
    },
  }),
];
