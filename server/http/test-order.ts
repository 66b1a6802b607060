import { randomBytes } from "node:crypto";
import type { TestSent } from "../wire/index.ts";
import { problem, Refused } from "./problems.ts";
import type { Serving } from "./route.ts";

/** Test orders live here: visible, raising nothing, in no figure. */
const environment = "test";

const text = (key: string, value: string) => ({ key, value: { stringValue: value } });

/** One order as any exporter would send it: OTLP JSON with one span. */
function bodyOf(id: string, traceId: string, at: number): string {
  const nanos = (ms: number): string => `${BigInt(Math.trunc(ms)) * 1_000_000n}`;
  return JSON.stringify({
    resourceSpans: [
      {
        resource: {
          attributes: [text("service.name", "tallyman-test"), text("deployment.environment.name", environment)],
        },
        scopeSpans: [
          {
            scope: { name: "tallyman" },
            spans: [
              {
                traceId,
                spanId: randomBytes(8).toString("hex"),
                name: "create order",
                kind: 2,
                startTimeUnixNano: nanos(at - 20),
                endTimeUnixNano: nanos(at),
                attributes: [
                  text("order.id", id),
                  text("business.event", "order.created"),
                  { key: "business.amount", value: { doubleValue: 12.5 } },
                ],
                status: {},
              },
            ],
          },
        ],
      },
    ],
  });
}

/** Sends a test order through the ingest door, over HTTP like everybody else. Throws `Refused` where the door did not take it. */
export async function sendTestOrder({ deps, feeds, people }: Serving): Promise<TestSent> {
  const at = deps.clock.now();
  const id = `TEST-${Math.trunc(at).toString(36).toUpperCase()}-${randomBytes(2).toString("hex").toUpperCase()}`;
  const traceId = randomBytes(16).toString("hex");
  // Where tokens are asked for, the test has one of its own for this one request.
  const own =
    deps.adminToken === null && (await feeds.tokenNeeded()) ? await people.makeToken("test order", "ingest") : null;
  const bearer = own?.secret ?? deps.adminToken;
  try {
    const answer = await fetch(`${deps.otlpHttpUrl()}/v1/traces`, {
      method: "POST",
      headers: {
        "content-type": "application/json",
        ...(bearer === null ? {} : { authorization: `Bearer ${bearer}` }),
      },
      body: bodyOf(id, traceId, at),
      signal: AbortSignal.timeout(10_000),
      redirect: "error",
    });
    await answer.arrayBuffer();
    if (!answer.ok) {
      const detail = `The ingest address answered ${answer.status} to the test order.`;
      throw new Refused(problem(502, "ingest-refused", detail));
    }
  } catch (error) {
    if (error instanceof Refused) throw error;
    throw new Refused(problem(502, "ingest-unreachable", "The ingest address did not answer the test order."));
  } finally {
    if (own !== null) await deps.access.dropToken(own.token.id);
  }
  return { object: { kind: "order", id, environment }, traceId };
}
