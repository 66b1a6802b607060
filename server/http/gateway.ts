import type { Server as HttpServer } from "node:http";
import { Server, type Socket } from "socket.io";
import * as z from "zod/mini";
import {
  type Channel,
  createHub,
  type FeedRequest,
  isoOf,
  numberOfException,
  type PatchBody,
  requestFaults,
} from "../feeds/index.ts";
import { JournalFailed, type Scope, type Views } from "../ports/index.ts";
import type { Beat, FeedName, Problem } from "../wire/index.ts";
import { lookingMessage, subscribeMessage, unsubscribeMessage } from "../wire/schemas.ts";
import { authorize, type Person } from "./authorize.ts";
import { backlogOf } from "./backlog.ts";
import { mayConnect } from "./origin.ts";
import { createPresence, type Looker } from "./presence.ts";
import { damaged, problem, Refused } from "./problems.ts";
import type { Serving } from "./route.ts";

/** Events that a client may send; each has a policy, or nothing starts. */
export const socketEvents: readonly string[] = ["connect", "subscribe", "unsubscribe", "looking"];

/** Time between two beats on each socket, in milliseconds. */
const beatEvery = 5_000;
/** Time between two looks at whether those who are connected may still be, in milliseconds. */
const checkEvery = 2_000;
/** Bytes that wait for a slow socket, at most; then it is cut and comes back for a snapshot. */
const backlogLimit = 1024 * 1024;
/** Subscriptions of one socket, at most. */
const subscriptionsLimit = 50;
/** Time between two looks at who looks at what, in milliseconds. */
const presenceEvery = 500;
/** Feeds whose rows can be looked at. */
const lookedAt: ReadonlySet<string> = new Set<FeedName>(["exceptions", "causes"]);
/** Rows of a snapshot when the client does not say. */
const usualRows = 200;

/** The live stream: sockets, what they watch, and what they are sent. */
export interface Gateway {
  attach(server: HttpServer): void;
  committed(seq: number): void;
  networkChanged(): void;
  /** Cuts the sockets that a session or token carried. */
  cut(credential: string): void;
  close(): Promise<void>;
}

interface Subscription {
  readonly channel: Channel;
  readonly sub: string;
}

interface Connected {
  readonly person: Person;
  readonly subscriptions: Map<string, Subscription>;
  /** Subscriptions that are being opened. */
  opening: number;
  /** How often it said what it looks at: only the newest counts, whatever is found out first. */
  looks: number;
}

type Answer = (answer: unknown) => void;

/** Opens the gateway; nothing is heard before `attach`. */
export function createGateway(serving: Serving): Gateway {
  const { deps, feeds, people } = serving;
  const connected = new Map<string, Connected>();
  const presence = createPresence();
  // How often one socket asks the same question at most, by channel.
  const asked = new Map<string, { readonly channel: Channel; readonly slots: number }>();
  const io = new Server({
    serveClient: false,
    maxHttpBufferSize: 64 * 1024,
    pingInterval: 20_000,
    pingTimeout: 20_000,
    connectTimeout: 10_000,
    // CORS settings do not cover the websocket: both roads are judged here.
    allowRequest: (request, decide) => {
      const websocket = request.headers.upgrade?.toLowerCase() === "websocket";
      const asked = { method: request.method ?? "GET", websocket };
      // Whoever prints asks by our own address, where people come through a proxy by another.
      const allowed = people.prints(request.headers) || mayConnect(request.headers, asked, deps.publicUrl());
      decide(allowed ? null : "foreign origin", allowed);
    },
  });

  /** One packet for all who watch: the room's name is the subscription's. A slow one is cut before it costs memory. */
  const emit = (channel: Channel, patch: PatchBody): void => {
    for (const sub of subsOf(channel)) {
      const room = io.of("/").adapter.rooms.get(sub);
      if (room === undefined) continue;
      io.to(sub).emit("patch", { sub, ...patch });
      for (const id of room) cutWhenSlow(io.of("/").sockets.get(id));
    }
    if (!lookedAt.has(channel.request.feed)) return;
    for (const { id } of patch.upsert) {
      const people = presence.of(id);
      if (people.length > 0) io.to([...subsOf(channel)]).emit("presence", { id, people });
    }
  };
  const subsOf = (channel: Channel): readonly string[] =>
    Array.from({ length: asked.get(channel.id)?.slots ?? 0 }, (_, index) => subOf(channel, index + 1));
  const hub = createHub(
    feeds,
    emit,
    (channel) => asked.delete(channel.id),
    () => {
      deps.report("feeds.replaced", { sockets: connected.size });
      // Through the transport, so that clients come back by themselves.
      for (const socket of io.of("/").sockets.values()) socket.conn.close();
    },
  );

  const cutWhenSlow = (socket: Socket | undefined): void => {
    if (socket === undefined || backlogOf(socket) <= backlogLimit) return;
    deps.report("socket.cut", { why: "slow" });
    // Through the transport: a farewell would wait behind what it cannot take.
    socket.conn.close(true);
  };

  io.use((socket, next) => {
    void personOf(serving, socket)
      .then((person) => {
        const verdict = authorize(person, "connect", null);
        if (verdict.kind !== "allowed") {
          const signedOut = verdict.kind === "signed-out";
          const refused = signedOut
            ? problem(401, "signed-out", "Sign in, or send a token.")
            : problem(403, "forbidden", "This token may not do that.");
          deps.report("socket.refused", { code: refused.code });
          return next(Object.assign(new Error(refused.code), { data: refused }));
        }
        connected.set(socket.id, { person, subscriptions: new Map(), opening: 0, looks: 0 });
        next();
      })
      .catch((error: unknown) => {
        deps.report("socket.failed", { error });
        next(new Error("internal"));
      });
  });

  io.on("connection", (socket) => {
    const state = connected.get(socket.id);
    if (state === undefined) return void socket.disconnect(true);
    deps.report("socket.opened", { transport: socket.conn.transport.name });
    socket.on("subscribe", (message: unknown, answer: unknown) => {
      void respond(serving, answer, () => subscribe(socket, state, message));
    });
    socket.on("unsubscribe", (message: unknown, answer: unknown) => {
      void respond(serving, answer, async () => unsubscribe(socket, state, message));
    });
    socket.on("looking", (message: unknown, answer: unknown) => {
      void respond(serving, answer, () => look(socket, state, message));
    });
    socket.on("disconnect", (reason) => {
      deps.report("socket.closed", { reason });
      presence.look(lookerOf(socket, state.person), null);
      for (const { channel } of state.subscriptions.values()) hub.release(channel);
      state.subscriptions.clear();
      connected.delete(socket.id);
    });
    socket.emit("beat", beat());
  });

  const subscribe = async (socket: Socket, state: Connected, message: unknown): Promise<unknown> => {
    const { request, after } = readSubscribe(message);
    const allowed = authorize(state.person, "subscribe", null);
    const verdict = allowed.kind === "allowed" ? authorize(state.person, `feed ${request.feed}`, null) : allowed;
    const faults = requestFaults(request);
    if (faults.some(({ path }) => path === "feed")) {
      throw new Refused(problem(404, "unknown-feed", `There is no feed ${request.feed}.`, { faults }));
    }
    if (verdict.kind !== "allowed") throw new Refused(problem(403, "forbidden", "This feed is not for you."));
    if (faults.length > 0) {
      const [first] = faults;
      throw new Refused(problem(400, "bad-parameter", `${first?.path} ${first?.message}`, { faults }));
    }
    if (state.subscriptions.size + state.opening >= subscriptionsLimit) {
      throw new Refused(problem(429, "too-many-subscriptions", `A connection has at most ${subscriptionsLimit}.`));
    }
    await people.seen(state.person);
    state.opening += 1;
    const channel = await hub.acquire(request, verdict.scope).finally(() => {
      state.opening -= 1;
    });
    // From here to the answer nothing waits: no patch can come between the snapshot and the room.
    if (!connected.has(socket.id)) {
      hub.release(channel);
      throw new Refused(problem(410, "disconnected", "The connection has ended."));
    }
    let slot = 1;
    while (state.subscriptions.has(subOf(channel, slot))) slot += 1;
    const sub = subOf(channel, slot);
    asked.set(channel.id, { channel, slots: Math.max(slot, asked.get(channel.id)?.slots ?? 0) });
    state.subscriptions.set(sub, { channel, sub });
    void socket.join(sub);
    // Behind the answer, so that the rows are there when it comes.
    setImmediate(() => tellShown(socket, channel));
    const patches = after === null ? null : channel.since(after);
    return patches === null
      ? { sub, snapshot: channel.snapshot() }
      : { sub, patches: patches.map((patch) => ({ sub, ...patch })) };
  };

  const unsubscribe = (socket: Socket, state: Connected, message: unknown): unknown => {
    const checked = z.safeParse(unsubscribeMessage, message);
    if (!checked.success) throw badMessage(checked.error.issues);
    if (authorize(state.person, "unsubscribe", null).kind !== "allowed") {
      throw new Refused(problem(403, "forbidden", "This token may not do that."));
    }
    const subscription = state.subscriptions.get(checked.data.sub);
    if (subscription === undefined) return { ok: false };
    state.subscriptions.delete(subscription.sub);
    void socket.leave(subscription.sub);
    hub.release(subscription.channel);
    return { ok: true };
  };

  /** Notes what a socket looks at; what is out of scope is as if it were not there. */
  const look = async (socket: Socket, state: Connected, message: unknown): Promise<unknown> => {
    const checked = z.safeParse(lookingMessage, message);
    if (!checked.success) throw badMessage(checked.error.issues);
    const verdict = authorize(state.person, "looking", null);
    if (verdict.kind !== "allowed") throw new Refused(problem(403, "forbidden", "This token may not do that."));
    const { id } = checked.data;
    const looker = lookerOf(socket, state.person);
    for (const room of socket.rooms) if (room.startsWith(lookingAt(""))) void socket.leave(room);
    presence.look(looker, null);
    state.looks += 1;
    const mine = state.looks;
    if (id === null) return { people: [] };
    const within = await withinOf(deps.views, verdict.scope, id);
    if (within === undefined) throw new Refused(problem(404, "not-found", "There is none of that id."));
    if (!connected.has(socket.id)) throw new Refused(problem(410, "disconnected", "The connection has ended."));
    if (mine !== state.looks) return { people: presence.of(id) };
    presence.look(looker, { id, within });
    void socket.join(lookingAt(id));
    return { people: presence.of(id) };
  };

  const tellShown = (socket: Socket, channel: Channel): void => {
    if (!lookedAt.has(channel.request.feed)) return;
    for (const id of presence.rows()) {
      if (channel.shows(id)) socket.emit("presence", { id, people: presence.of(id) });
    }
  };
  const presences = setInterval(() => {
    for (const told of presence.changed()) {
      const shown = [...asked.values()].filter(
        ({ channel }) => lookedAt.has(channel.request.feed) && channel.shows(told.id),
      );
      io.to([lookingAt(told.id), ...shown.flatMap(({ channel }) => subsOf(channel))]).emit("presence", told);
    }
  }, presenceEvery);
  presences.unref();

  const beat = (): Beat => ({ at: isoOf(deps.clock.now()), horizon: isoOf(deps.desk.progress().horizon) });
  const beats = setInterval(() => {
    for (const socket of io.of("/").sockets.values()) {
      socket.emit("beat", beat());
      cutWhenSlow(socket);
    }
  }, beatEvery);
  beats.unref();

  const cutWhere = (ends: (person: Person) => boolean): void => {
    for (const [id, { person }] of connected) {
      if (ends(person)) io.of("/").sockets.get(id)?.disconnect(true);
    }
  };
  const checks = setInterval(() => {
    void checkAll().catch((error: unknown) => deps.report("socket.failed", { error }));
  }, checkEvery);
  checks.unref();
  const checkAll = async (): Promise<void> => {
    const persons = new Map([...connected.values()].map(({ person }) => [`${person.by} ${person.credential}`, person]));
    for (const person of persons.values()) {
      if (!(await people.holds(person))) cutWhere((other) => other.credential === person.credential);
    }
  };

  return {
    attach: (server) => void io.attach(server),
    committed: hub.committed,
    networkChanged: hub.networkChanged,
    cut: (credential) => cutWhere((person) => person.credential === credential),
    async close() {
      clearInterval(beats);
      clearInterval(presences);
      clearInterval(checks);
      hub.close();
      io.disconnectSockets(true);
      io.engine.close();
      await io.of("/").adapter.close();
    },
  };
}

/** The cause that an exception is seen in, null for a cause itself; undefined where there is none of that id in scope. */
async function withinOf(views: Views, scope: Scope, id: string): Promise<string | null | undefined> {
  if (id.startsWith("C-")) {
    const { total } = await views.exceptions(scope, { cause: Number(id.slice(2)) }, "opened", 1, null);
    return total > 0 ? null : undefined;
  }
  return (await views.exception(scope, numberOfException(id) ?? 0))?.causeId;
}

/** The room of those who look at a row. */
const lookingAt = (id: string): string => `looking ${id}`;

const lookerOf = (socket: Socket, { name, credential }: Person): Looker => ({ socket: socket.id, name, credential });

/** What a subscription's patches are sent under; the same for all sockets, and another one where a socket asks twice. */
const subOf = (channel: Channel, slot: number): string => (slot === 1 ? channel.id : `${channel.id}.${slot}`);

async function personOf({ people }: Serving, socket: Socket): Promise<Person> {
  const { token } = socket.handshake.auth;
  if (typeof token === "string") {
    const person = await people.byToken(token.slice(0, 512));
    if (person !== undefined) return person;
    return people.who({});
  }
  return people.who(socket.handshake.headers);
}

function readSubscribe(message: unknown): { readonly request: FeedRequest; readonly after: number | null } {
  const checked = z.safeParse(subscribeMessage, message);
  if (!checked.success) throw badMessage(checked.error.issues);
  const { feed, filter, sort, limit, cursor, after } = checked.data;
  return {
    request: {
      feed: feed as FeedName,
      filter: new Map(Object.entries(filter ?? {})),
      sort: sort ?? null,
      limit: limit ?? usualRows,
      cursor: cursor ?? null,
    },
    after: after ?? null,
  };
}

const badMessage = (
  issues: readonly { readonly path: readonly PropertyKey[]; readonly message: string }[],
): Refused => {
  const faults = issues.slice(0, 20).map(({ path, message }) => ({ path: path.map(String).join("."), message }));
  return new Refused(problem(400, "bad-message", "The message is not what this event takes.", { faults }));
};

async function respond({ deps }: Serving, answer: unknown, work: () => Promise<unknown>): Promise<void> {
  const say: Answer = typeof answer === "function" ? (answer as Answer) : () => undefined;
  try {
    say(await work());
  } catch (error) {
    if (error instanceof Refused) return say({ error: error.problem });
    if (error instanceof JournalFailed) return say({ error: damaged().problem });
    const errorId = crypto.randomUUID();
    deps.report("socket.failed", { errorId, error });
    const internal: Problem = problem(500, "internal", "Something went wrong here; the log has more.", { errorId });
    say({ error: internal });
  }
}
