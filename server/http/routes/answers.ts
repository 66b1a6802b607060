import type { Ask, Instant } from "../../domain/index.ts";
import { toAnswerPage } from "../../feeds/index.ts";
import type { AskSeen } from "../../ports/asks.ts";
import { answerPage, answersBody } from "../../wire/ask-shapes.ts";
import { answerFault, answerOf } from "../asks/answers.ts";
import { readLink } from "../asks/link.ts";
import { scopeOfLink } from "../authorize.ts";
import { problem, Refused } from "../problems.ts";
import { type Route, route, type Serving } from "../route.ts";

/**
 * The ask that a token holds for. Throws `Refused`: 404 for what was not made here or is about nothing that there is, 410
 * for what held once.
 */
async function heldBy({ deps }: Serving, token: string): Promise<AskSeen & { readonly expiresAt: Instant }> {
  const read = readLink(deps.links, token, deps.clock.now());
  const none = new Refused(problem(404, "no-such-link", "This link holds for nothing. Ask for a new one."));
  if (read.kind === "bad") throw none;
  if (read.kind === "expired")
    throw new Refused(problem(410, "link-expired", "This link holds no longer. Ask for a new one."));
  const { claim } = read;
  const seen = await deps.views.ask(scopeOfLink(read), claim.ask);
  if (seen === undefined || seen.ask.nonce !== claim.nonce) throw none;
  if (seen.ask.withdrawn !== null)
    throw new Refused(problem(410, "link-withdrawn", "This question was taken back. Nothing is needed any more."));
  return { ...seen, expiresAt: claim.expiresAt };
}

/** Who answers, as histories show it. */
const whoAnswers = ({ partnerName }: Ask, name: string | null): string =>
  name === null ? `${partnerName}, by link` : `${partnerName} (${name}), by link`;

/** What a partner does with the link of an ask, without an account. */
export const answerRoutes: readonly Route[] = [
  route({
    id: "openAsk",
    method: "GET",
    path: "/api/v1/answers/{token}",
    says: "The numbers that the holder of a link is asked about, and what was answered so far. The link alone lets in.",
    answers: [{ status: 200, says: "The question", schema: answerPage }],
    async handle(serving, { param }) {
      const { deps } = serving;
      const seen = await heldBy(serving, param("token"));
      return { json: toAnswerPage(seen, deps.network().company.name, seen.expiresAt, deps.clock.now()) };
    },
  }),
  route({
    id: "answerAsk",
    method: "POST",
    path: "/api/v1/answers/{token}",
    says: "Answers for some of the numbers of that ask and no others. The same again changes nothing; another answer to a number takes the place of the one before. Nothing answered counts as seen.",
    body: answersBody,
    answers: [{ status: 200, says: "The question with what was answered", schema: answerPage }],
    async handle(serving, { param, body }) {
      const { deps } = serving;
      const { ask, expiresAt } = await heldBy(serving, param("token"));
      const now = deps.clock.now();
      const faults = body.answers.flatMap((one, index) => {
        const message = one.line >= ask.lines.length ? "is about a line that there is not" : answerFault(one, now);
        return message === null ? [] : [{ path: `answers.${index}`, message }];
      });
      const first = faults[0];
      if (first !== undefined)
        throw new Refused(problem(400, "bad-body", `${first.path} ${first.message}`, { faults: faults.slice(0, 20) }));
      const filesBy = body.filesBy == null ? null : Date.parse(body.filesBy);
      const network = deps.network();
      const answers = body.answers.map((one) => ({
        line: one.line,
        answer: answerOf(one, ask.timezone, filesBy, network),
      }));
      const by = whoAnswers(ask, body.name ?? null);
      const next = await deps.desk.ask({ kind: "answered", ask: ask.number, by, answers });
      if (next === undefined) throw new Error(`ask ${ask.number} is gone`);
      deps.report("ask.answered", { id: `A-${ask.number}`, partner: ask.partner, numbers: answers.length });
      const { ended } = await heldBy(serving, param("token"));
      return { json: toAnswerPage({ ask: next, ended }, network.company.name, expiresAt, now) };
    },
  }),
];
