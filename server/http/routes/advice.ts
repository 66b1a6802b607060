import { type CanonicalEvent, numberOfCause, type OpsException, runbookFor } from "../../domain/index.ts";
import { isoOf, payloadLines, toRunbookRow, toSimilarRow } from "../../feeds/index.ts";
import { plainOf, readRecord } from "../../pipeline/read.ts";
import type { Scope } from "../../ports/index.ts";
import type { PayloadRow } from "../../wire/index.ts";
import { adviceRow } from "../../wire/shapes.ts";
import { type Route, route, type Serving } from "../route.ts";
import { exceptionFor } from "./exceptions.ts";

/** Earlier episodes that are told. */
const mostSimilar = 6;

/** What to do about one exception: the runbook that fits, how its like ended, and what was different this time. */
export const adviceRoutes: readonly Route[] = [
  route({
    id: "getAdvice",
    method: "GET",
    path: "/api/v1/exceptions/{id}/advice",
    says: "What to do about one exception: the runbook that fits, earlier cases and how they ended, and the failed record beside the last good one, secrets masked.",
    answers: [{ status: 200, says: "The advice", schema: adviceRow }],
    async handle(serving, { scope, param }) {
      const { views, runbooks } = serving.deps;
      const exception = await exceptionFor(serving, scope, param("id"));
      const runbook = runbookFor(runbooks(), exception);
      const similar =
        exception.causeId === null ? [] : await views.episodes(scope, numberOfCause(exception.causeId), mostSimilar);
      return {
        json: {
          runbook: runbook === null ? null : toRunbookRow(runbook),
          similar: similar.map(toSimilarRow),
          payload: await payloadOf(serving, scope, exception),
        },
      };
    },
  }),
];

/** The record that is the face of a failure, read from the journal, beside the last good one of its type and system. */
async function payloadOf(serving: Serving, scope: Scope, exception: OpsException): Promise<PayloadRow | null> {
  const { deps, records } = serving;
  const { reading } = deps.network();
  if (exception.kind !== "failed-event" || exception.system === null || exception.object === null) return null;
  const face = exception.evidence.at(-1);
  if (face === undefined) return null;
  const record = await readRecord(deps.journal, records, reading, face.position, face.identity);
  if (record === null) return null;
  const good =
    exception.eventType === null ? undefined : await deps.views.lastGood(scope, exception.system, exception.eventType);
  const goodRecord =
    good === undefined ? null : await readRecord(deps.journal, records, reading, good.position, good.identity);
  return {
    system: exception.system,
    type: exception.eventType,
    at: isoOf(exception.openedAt),
    goodAt: good === undefined || goodRecord === null ? null : isoOf(good.occurredAt),
    goodObject: good === undefined || goodRecord === null ? null : objectNamed(good),
    lines: payloadLines(plainOf(record.attributes), goodRecord === null ? null : plainOf(goodRecord.attributes)),
  };
}

function objectNamed(fact: CanonicalEvent): PayloadRow["goodObject"] {
  const [kind] = (fact.type ?? "").split(".");
  const key = fact.keys.find((one) => one.kind === kind) ?? fact.keys[0];
  return key === undefined ? null : { kind: key.kind, id: key.value };
}
