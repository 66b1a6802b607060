import type { MessagePort } from "node:worker_threads";
import type { Collector, Outcome, Receipt } from "../../collectors/kit/index.ts";
import { createGrpcDoor } from "../grpc/door.ts";
import { authorize } from "../http/authorize.ts";
import type { IntakeSeen } from "../http/deps.ts";
import { createDoor, type DoorOptions } from "../http/door.ts";
import type { DoorEvent } from "../http/doorEvent.ts";
import { createPeople, needsToken } from "../http/people.ts";
import { type Deliveries, deliverOver } from "../pipeline/deliveries.ts";
import type { IngestCounts } from "../pipeline/desk.ts";
import { createIntake, type IntakeRequest } from "../pipeline/intake.ts";
import type { Access, Clock } from "../ports/index.ts";
import { report } from "../telemetry/index.ts";
import { openGate } from "./gate.ts";
import { openDoor } from "./listening.ts";
import type { Standing } from "./standing.ts";

/** Where doors listen; port 0 takes a free one. */
export interface Places {
  readonly host: string;
  readonly httpPort: number;
  readonly grpcPort: number;
}

/** The ports that they listen on. */
export interface Opened {
  readonly http: number;
  readonly grpc: number;
}

/** The doors of senders, wherever they run: on a thread of their own, or in the same one in tests. */
export interface Doors {
  /** Rejects with `PortInUse`. */
  listen(places: Places): Promise<Opened>;
  /** What is taken from here on goes to the writer at the other end; `recent` are the last requests before. */
  lead(deliveries: MessagePort, recent: readonly IntakeRequest[]): Promise<void>;
  /** The last requests, and what was lately sent away. */
  seen(): Promise<IntakeSeen>;
  /** Resolves once no delivery is under way: for when nothing more is taken. */
  idle(): Promise<void>;
  /** Brings what they count into the metrics of this thread. */
  counted(): Promise<void>;
  /** Takes no more requests, answers those under way, closes. */
  close(): Promise<void>;
}

/** What doors are made of. */
export interface DoorsParts {
  readonly collectors: readonly Collector[];
  readonly clock: Clock;
  readonly access: Access;
  readonly adminToken: string | null;
  /** Whether they listen to this machine alone: then nobody needs a token until there is one. */
  readonly loopback: boolean;
  readonly standing: Standing;
}

const nothingYet: IngestCounts = { accepted: 0, rejected: 0, quarantined: 0, refused: 0 };

/** Makes the doors, which share one gate. `access` is theirs to close. */
export function openDoors(parts: DoorsParts): Doors {
  const { clock, access, standing } = parts;
  const people = createPeople({ access, clock, adminToken: parts.adminToken, publicUrl: () => "" });
  const gate = openGate(clock, () => standing.engine());
  let intake = createIntake([]);
  let writer: Deliveries | null = null;
  let counts: IngestCounts = nothingYet;
  let underWay = 0;
  const waiting: (() => void)[] = [];

  async function take(receipt: Receipt): Promise<Outcome> {
    if (writer === null) throw new Error("no writer takes deliveries");
    // The body goes over to the writer, and has no length here after that.
    const bytes = receipt.body.byteLength;
    underWay++;
    try {
      const taken = await writer.deliver(receipt);
      counts = taken.counts;
      intake.found(receipt.id, taken.sources);
      if (taken.worth !== null) {
        gate.admission.learn(receipt, taken.worth);
        if (taken.position !== null) gate.kept(receipt, taken.worth, taken.position, bytes);
      }
      return taken.outcome;
    } finally {
      underWay--;
      if (underWay === 0) for (const resume of waiting.splice(0)) resume();
    }
  }

  async function sender(authorization: string | null, remote: string): Promise<{ readonly sender: string } | null> {
    if (authorization === null) return (await needsToken(access, parts.loopback)) ? null : { sender: remote };
    const person = await people.who({ authorization });
    return authorize(person, "ingest", null).kind === "allowed" ? { sender: person.credential ?? person.name } : null;
  }

  function note(event: DoorEvent): void {
    log(event);
    if (event.kind !== "answered") return;
    gate.answered(event.status);
    standing.count({ ...counts, refused: gate.refused() });
    const { at, route, contentType, sender: from, bytes, status, records, rejected, fault } = event;
    const message = fault?.message ?? (rejected > 0 ? `${rejected} records were refused` : null);
    intake.answered({ at, route, contentType, sender: from, bytes, status, records, rejected, message }, event.receipt);
  }

  const options: DoorOptions = {
    collectors: parts.collectors,
    deliver: take,
    busy: () => standing.busy(),
    authenticate: sender,
    report: note,
    now: () => clock.now(),
    admission: gate.admission,
  };
  const door = createDoor(options);
  const grpcDoor = createGrpcDoor(options);

  return {
    async listen({ host, httpPort, grpcPort }) {
      const http = await openDoor(door, host, httpPort, "TALLYMAN_OTLP_HTTP_PORT");
      const grpc = await openDoor(grpcDoor, host, grpcPort, "TALLYMAN_OTLP_GRPC_PORT");
      return { http: http.port, grpc: grpc.port };
    },
    async lead(deliveries, recent) {
      writer?.end();
      writer = deliverOver(deliveries);
      gate.begin();
      counts = nothingYet;
      standing.count({ ...counts, refused: gate.refused() });
      intake = createIntake(recent);
    },
    seen: async () => ({ requests: intake.list(), slowed: gate.slowed.list() }),
    async idle() {
      if (underWay > 0) await new Promise<void>((resolve) => waiting.push(resolve));
    },
    counted: async () => undefined,
    async close() {
      await Promise.all([door.close(), grpcDoor.close()]);
      writer?.end();
      await access.close();
    },
  };
}

function log(event: DoorEvent): void {
  if (event.kind === "failed") {
    report("fault.thrown", {
      where: `door ${event.route}`,
      reason: String(event.error),
      stack: event.error instanceof Error ? (event.error.stack ?? null) : null,
    });
  }
  if (event.kind !== "answered") return;
  const { route, status, sender, fault, records, rejected, bytes, durationMs } = event;
  if (status === 200) report("ingest.accepted", { route, records, rejected, bytes, durationMs });
  else if (fault?.class === "retryable")
    report("ingest.busy", { route, status, code: fault.code, retryAfterMs: fault.retryAfterMs ?? 0 });
  else
    report("ingest.rejected", {
      route,
      status,
      code: fault?.code ?? String(status),
      reason: fault?.message ?? "",
      sender,
    });
}
