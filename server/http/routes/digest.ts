import { digestReaders, nextDigest } from "../../domain/index.ts";
import { type DigestWeek, digestWeeks, isoOf } from "../../feeds/index.ts";
import type { Scope } from "../../ports/index.ts";
import type { DigestPage, DigestReaderRow } from "../../wire/digest.ts";
import {
  digestPage,
  digestReaderBody,
  digestReaders as digestReadersShape,
  digestSent,
  digestToBody,
} from "../../wire/digest-shapes.ts";
import type { Person } from "../authorize.ts";
import { digestMessage } from "../digest/message.ts";
import { noPrinter, pdfName, printScorecard } from "../digest/print.ts";
import { isZone, offsetIn } from "../digest/zones.ts";
import { problem, Refused } from "../problems.ts";
import { badParameter, notFound, type Reply, type Route, route, type Serving } from "../route.ts";

/** Readers, at most: a company's board, and not a mailing list. */
const mostReaders = 200;

const forms = ["json", "html", "text", "pdf"] as const;
type Form = (typeof forms)[number];

const types: readonly (readonly [string, Form])[] = [
  ["application/json", "json"],
  ["text/html", "html"],
  ["application/pdf", "pdf"],
  ["text/plain", "text"],
];

/** What a mail in a frame may do: look as it does, and open its links beside the page. */
const mailPolicy =
  "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; frame-ancestors 'self'; sandbox allow-popups allow-popups-to-escape-sandbox";

/** The form that was asked for: by name, else the first that `Accept` names; JSON where anything is taken. */
function formOf(accept: string | undefined, named: string | undefined): Form {
  if (named !== undefined) {
    const form = forms.find((one) => one === named);
    if (form === undefined) throw badParameter("format", `must be of ${forms.join(", ")}`);
    return form;
  }
  const wanted = (accept ?? "*/*")
    .toLowerCase()
    .split(",")
    .map((one) => one.split(";", 1)[0]?.trim() ?? "");
  for (const one of wanted) {
    const found = types.find(([type]) => type === one);
    if (found !== undefined) return found[1];
    if (one === "*/*" || one === "application/*") return "json";
    if (one === "text/*") return "html";
  }
  const detail = `This is answered as ${types.map(([type]) => type).join(", ")}.`;
  throw new Refused(problem(406, "not-acceptable", detail));
}

/** What is of the whole company is for whoever sees all of it. */
function refuseParts({ warehouses }: Scope): void {
  if (warehouses !== null) throw new Refused(problem(403, "forbidden", "The Monday mail is of the whole company."));
}

async function pdfReply({ deps, people }: Serving, page: DigestPage): Promise<Reply> {
  const made = await printScorecard(deps, people, page);
  if (made === null) throw new Refused(problem(501, "no-printer", noPrinter));
  if (!made.ok) throw new Refused(problem(503, made.fault.code, made.fault.message));
  const { value } = made;
  const stream = (async function* () {
    yield value;
  })();
  return {
    stream,
    type: "application/pdf",
    headers: { "content-disposition": `inline; filename="${pdfName(page)}"` },
  };
}

async function rowsFor({ deps, digests }: Serving, person: Person): Promise<readonly DigestReaderRow[]> {
  const book = await digests.book();
  const now = deps.clock.now();
  return digestReaders(book, digests.named()).map((reader) => {
    const newest = book.get(reader.to.toLowerCase())?.newest ?? null;
    return {
      to: reader.to,
      name: reader.name,
      timezone: reader.timezone,
      mine: reader.name === person.name || reader.askedBy === person.name,
      by: reader.askedBy === null ? "file" : "reader",
      nextAt: isoOf(nextDigest(reader.timezone, now, offsetIn)),
      newest:
        newest === null
          ? null
          : {
              monday: newest.monday,
              at: isoOf(newest.at),
              state: newest.sent.step === "ended" ? newest.sent.end : newest.sent.step,
            },
    };
  });
}

async function readersFor(serving: Serving, person: Person) {
  const { letters, printer } = serving.deps;
  const items = await rowsFor(serving, person);
  return {
    items,
    total: items.length,
    nextCursor: null,
    stopped: letters === null ? noMailServer : null,
    pdf: { able: printer !== null, why: printer === null ? noPrinter : null },
  };
}

const noMailServer = "No mail server is set: TALLYMAN_SMTP_URL and TALLYMAN_MAIL_FROM.";

/** The Monday mail: what it says, who gets it, and one at once. */
export const digestRoutes: readonly Route[] = [
  route({
    id: "getDigest",
    method: "GET",
    path: "/api/v1/digest",
    says: "What the Monday mail says now: as JSON; or, by `Accept` or `format`, the mail itself as HTML or plain text, or the scorecard of the same days as PDF, where a browser is installed that prints (501 where none is).",
    query: [
      { name: "week", says: "this (when not given): the week of yesterday, up to today; last: the week that is over." },
      { name: "format", says: "json, html, text or pdf, where no `Accept` can be sent; it goes before `Accept`." },
    ],
    answers: [{ status: 200, says: "What it says", schema: digestPage }],
    async handle(serving, { scope, query, accept }) {
      refuseParts(scope);
      const week = digestWeeks.find((one): one is DigestWeek => one === (query.get("week") ?? "this"));
      if (week === undefined) throw badParameter("week", `must be of ${digestWeeks.join(", ")}`);
      const form = formOf(accept, query.get("format"));
      const page = await serving.digests.says(scope, week);
      if (form === "json") return { json: page };
      if (form === "pdf") return pdfReply(serving, page);
      const message = digestMessage(page, { asked: false, pdf: serving.deps.printer !== null });
      return form === "text"
        ? { text: message.text, type: "text/plain; charset=utf-8" }
        : {
            text: message.html,
            type: "text/html; charset=utf-8",
            headers: { "content-security-policy": mailPolicy, "x-frame-options": "SAMEORIGIN" },
          };
    },
  }),
  route({
    id: "listDigestReaders",
    method: "GET",
    path: "/api/v1/digest/readers",
    says: "Who gets the Monday mail, when the next leaves and how the newest fared.",
    answers: [{ status: 200, says: "Readers", schema: digestReadersShape }],
    handle: async (serving, { person }) => ({ json: await readersFor(serving, person) }),
  }),
  route({
    id: "askForDigest",
    method: "PUT",
    path: "/api/v1/digest/readers",
    says: "Has the mail sent to an address, Mondays at 07:00 on the clock of a zone; or has it sent on another clock.",
    body: digestReaderBody,
    answers: [{ status: 200, says: "Readers", schema: digestReadersShape }],
    async handle(serving, { scope, body, person }) {
      refuseParts(scope);
      const { to, timezone } = body;
      if (!isZone(timezone)) {
        const message = "must name a time zone, as Europe/Berlin";
        throw new Refused(
          problem(422, "unknown-zone", `timezone ${message}`, { faults: [{ path: "timezone", message }] }),
        );
      }
      const rows = await rowsFor(serving, person);
      if (rows.length >= mostReaders && !rows.some((one) => one.to.toLowerCase() === to.toLowerCase()))
        throw new Refused(problem(422, "too-many-readers", `The mail goes to at most ${mostReaders} addresses.`));
      await serving.digests.rule({ kind: "digest-asked", by: person.name, to, timezone });
      return { json: await readersFor(serving, person) };
    },
  }),
  route({
    id: "stopDigest",
    method: "DELETE",
    path: "/api/v1/digest/readers",
    says: "Has the mail sent to an address no longer, also where the network file names it.",
    body: digestToBody,
    answers: [{ status: 200, says: "Readers", schema: digestReadersShape }],
    async handle(serving, { scope, body, person }) {
      refuseParts(scope);
      const rows = await rowsFor(serving, person);
      const known = rows.find(({ to }) => to.toLowerCase() === body.to.toLowerCase());
      if (known === undefined) throw notFound("reader of that address");
      await serving.digests.rule({ kind: "digest-stopped", by: person.name, to: known.to });
      return { json: await readersFor(serving, person) };
    },
  }),
  route({
    id: "sendDigest",
    method: "POST",
    path: "/api/v1/digest/sendings",
    says: "Sends the mail as it is now to an address, at once; the one of Monday leaves all the same.",
    body: digestToBody,
    answers: [{ status: 200, says: "The mail server took it", schema: digestSent }],
    async handle(serving, { scope, body }) {
      refuseParts(scope);
      const { letters } = serving.deps;
      if (letters === null) throw new Refused(problem(409, "no-mail-server", noMailServer));
      const { told, pdf } = await serving.digests.sendNow(letters, scope, body.to);
      if (told.ok) return { json: { to: body.to, said: told.said, pdf } };
      const more = told.taken === "no" ? "" : " It may have arrived all the same.";
      throw new Refused(problem(502, told.fault.code, `${told.fault.message}${more}`));
    },
  }),
];
