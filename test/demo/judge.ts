import { otlp } from "../../collectors/otlp/index.ts";
import { memoryStore } from "../../server/adapters/memory/store.ts";
import type { Stage } from "../../server/demo/stage.ts";
import type { SpanPlan, TracePlan } from "../../server/demo/trace.ts";
import {
  type BusinessObject,
  type Change,
  type Input,
  type Network,
  type OpsException,
  step,
} from "../../server/domain/index.ts";
import { demoText, networkOfText } from "../config/files.ts";

/** The core over the demo's network file and an empty store: it judges what the network tells, as it arrives. */
export interface Judge {
  readonly network: Network;
  /** Takes traces that arrive at an instant, after the deadlines before it. */
  hear(traces: readonly TracePlan[], at: number): void;
  /** Settles the deadlines up to an instant. */
  settle(to: number): void;
  /** All that the core has decided, in order. */
  changes(): readonly Change[];
  /** Every exception that there was, resolved ones too. */
  exceptions(): readonly OpsException[];
  object(kind: string, id: string): BusinessObject | undefined;
}

/** Adopts the demo's network at an instant. */
export async function openJudge(at: number): Promise<Judge> {
  const network = networkOfText(demoText, at);
  const store = memoryStore();
  await store.open();
  const draft = await store.contextFor({ keys: [], refs: [], identities: [], traces: [] });
  const all: Change[] = [];
  const take = (input: Input): void => {
    const changes = step(input, draft, network);
    all.push(...changes);
    draft.fold(changes);
  };
  const settle = (to: number): void => {
    while (draft.due(to, 1).length > 0) take({ kind: "tick", to });
    take({ kind: "tick", to });
  };
  let position = 0;
  take({
    kind: "ruling",
    ruling: {
      number: 1,
      at,
      basis: { position: 0, settledTo: 0 },
      ruling: { kind: "network", hash: network.hash, text: "", expansions: null },
    },
  });
  return {
    network,
    hear(traces, arrived) {
      settle(arrived - 1);
      for (const [route, body] of requestsOf(traces)) {
        const decoded = otlp.decode(
          {
            id: String(position),
            collector: "otlp",
            route,
            contentType: "application/json",
            sender: "test",
            receivedAt: arrived,
            body: Buffer.from(JSON.stringify(body)),
          },
          network.reading,
        );
        if (!decoded.ok) throw new Error(decoded.fault.code);
        position += 1;
        take({ kind: "entry", at: arrived, position, collector: "otlp", sender: "test", decoded: decoded.value });
      }
    },
    settle,
    changes: () => all,
    exceptions() {
      const found: OpsException[] = [];
      for (let number = 1; number < draft.engine().nextException; number += 1) {
        const exception = draft.exception(number);
        if (exception !== undefined) found.push(exception);
      }
      return found;
    },
    object: (kind, id) => draft.object(`${kind}:*:${id}`) ?? undefined,
  };
}

/** Plays a stage between two instants to the judge, in deliveries so far apart; answers what was told. */
export function play(judge: Judge, stage: Stage, from: number, to: number, apart = 60_000): TracePlan[] {
  const all: TracePlan[] = [];
  for (let until = from; until < to; ) {
    until = Math.min(to, until + apart);
    const told: TracePlan[] = [];
    for (let one = stage.takeBefore(until); one !== null; one = stage.takeBefore(until)) {
      const plan = stage.planOf(one, until);
      if (plan !== null) told.push(plan);
    }
    if (told.length > 0) judge.hear(told, until);
    all.push(...told);
  }
  judge.settle(to);
  return all;
}

type Body = Readonly<Record<string, unknown>>;

function requestsOf(traces: readonly TracePlan[]): (readonly [string, Body])[] {
  // Every fact of the demo carries its own keys: of activity only what shows that its source was heard.
  const spans = traces
    .flatMap((trace) => trace.spans)
    .filter(
      (span) => span.parentSpanId === null || span.failure !== null || span.attributes["business.event"] !== undefined,
    );
  const logs = traces.flatMap((trace) => trace.logs).filter((log) => log.severity === "ERROR");
  const resourceSpans = grouped(spans, (service, own) => ({
    resource: resourceOf(service),
    scopeSpans: [{ spans: own.map(spanOf) }],
  }));
  const resourceLogs = grouped(logs, (service, own) => ({
    resource: resourceOf(service),
    scopeLogs: [
      {
        logRecords: own.map((log) => ({
          timeUnixNano: nanos(log.at),
          severityNumber: { DEBUG: 5, INFO: 9, WARN: 13, ERROR: 17 }[log.severity],
          body: { stringValue: log.body },
          attributes: attributesOf(log.attributes),
          ...log.span,
        })),
      },
    ],
  }));
  return [
    ["traces", { resourceSpans }],
    ["logs", { resourceLogs }],
  ];
}

function spanOf(span: SpanPlan): Body {
  return {
    traceId: span.traceId,
    spanId: span.spanId,
    ...(span.parentSpanId === null ? {} : { parentSpanId: span.parentSpanId }),
    name: span.name,
    startTimeUnixNano: nanos(span.start),
    endTimeUnixNano: nanos(span.end),
    attributes: attributesOf(span.attributes),
    ...(span.failure === null ? {} : { status: { code: 2, message: span.failure.message } }),
  };
}

function grouped<T extends { readonly service: string }>(
  records: readonly T[],
  make: (service: string, own: readonly T[]) => Body,
): Body[] {
  const services = new Map<string, T[]>();
  for (const record of records) services.set(record.service, [...(services.get(record.service) ?? []), record]);
  return [...services].map(([service, own]) => make(service, own));
}

function resourceOf(key: string): Body {
  const [name = key, variant] = key.split("@");
  const site = /^wms-(\w+)$/.exec(name)?.[1]?.toUpperCase();
  return {
    attributes: attributesOf({
      "service.name": name,
      "deployment.environment.name": variant === "qa" ? "qa" : "production",
      ...(site === undefined ? {} : { "warehouse.code": site }),
    }),
  };
}

function attributesOf(attributes: SpanPlan["attributes"]): Body[] {
  return Object.entries(attributes).map(([key, value]) => ({ key, value: anyValue(value) }));
}

function anyValue(value: SpanPlan["attributes"][string]): Body {
  if (typeof value === "number") return Number.isInteger(value) ? { intValue: String(value) } : { doubleValue: value };
  if (typeof value === "boolean") return { boolValue: value };
  return { stringValue: String(value) };
}

function nanos(at: number): string {
  return String(BigInt(Math.round(at * 1000)) * 1000n);
}
