import { createNotifier } from "../adapters/notify/index.ts";
import type { Network, PushTarget } from "../domain/index.ts";
import { createEgress } from "../egress/index.ts";
import type { ServingDeps } from "../http/deps.ts";
import { takeAddress } from "../http/take.ts";
import { type Notify, type NotifyParts, startNotify } from "../pipeline/notify.ts";
import type { Access, Clock, Notifier } from "../ports/index.ts";
import { untraced } from "../telemetry/index.ts";
import type { Environment } from "./environment.ts";
import { startHeartbeat } from "./heartbeat.ts";
import type { PushKeys } from "./push-keys.ts";

export interface TellingParts {
  readonly environment: Environment;
  readonly pushKeys: PushKeys;
  readonly links: ServingDeps["links"];
  readonly access: Access;
  readonly clock: Clock;
  readonly network: () => Network;
  readonly publicUrl: () => string;
  readonly alive: () => boolean;
}

/** What of one engine is told from: another one after a demo was wiped. */
export type TellingSource = Pick<NotifyParts, "engine" | "journal" | "behindMs">;

/** Everything that leaves this machine on its own: messages, and the heartbeat. */
export interface Telling {
  /** Letters to partners; null where no mail server is set. */
  readonly letters: Pick<Notifier, "post"> | null;
  readonly face: ServingDeps["telling"];
  /** Begins to tell from an engine; whatever it told from before was closed. */
  begin(source: TellingSource): Promise<void>;
  networkChanged(): void;
  /** Begins nothing more from this engine. */
  pause(): Promise<void>;
  close(): Promise<void>;
}

/** Puts guard, receivers and outbox together. Nothing is told before `begin`. */
export function openTelling(parts: TellingParts): Telling {
  const { environment, pushKeys, access, clock, network } = parts;
  const egress = createEgress({ allow: environment.egressAllow });
  const address = takeAddress(parts);
  let browsers: ReadonlyMap<string, readonly PushTarget[]> = new Map();
  let notify: Notify | null = null;
  const heartbeat = environment.heartbeat === null ? null : startHeartbeat(egress, environment.heartbeat, parts.alive);

  const notifier = createNotifier({
    egress,
    clock,
    secret: (variable) => process.env[variable],
    mail: environment.mail,
    // Push services write to this address when something is wrong with what we send.
    vapid: {
      ...pushKeys,
      subject: environment.mail === null ? "https://tallyman.invalid" : `mailto:${environment.mail.from}`,
    },
    source: parts.publicUrl,
  });

  async function readBrowsers(): Promise<void> {
    const byTeam = new Map<string, PushTarget[]>();
    for (const { id, team, endpoint, p256dh, auth } of await access.browsers())
      byTeam.set(team, [...(byTeam.get(team) ?? []), { kind: "push", id, endpoint, p256dh, auth }]);
    browsers = byTeam;
  }

  return {
    letters: environment.mail === null ? null : notifier,
    face: {
      entries: () => notify?.entries() ?? [],
      notice: (key) => notify?.notice(key),
      untaken: (group, team) => notify?.untaken(group, team) ?? [],
      browsersChanged: readBrowsers,
    },
    async begin(source) {
      await readBrowsers();
      notify = await untraced(() =>
        startNotify({
          ...source,
          notifier,
          clock,
          network,
          links: (notice, receiver) => ({
            open: `${parts.publicUrl()}/x/${notice.exception}`,
            take: notice.untaken === 0 ? null : address(notice, receiver),
          }),
          browsers: (team) => browsers.get(team) ?? [],
          gone: ({ id }) => void access.dropBrowser(id).then(readBrowsers, () => undefined),
        }),
      );
    },
    networkChanged: () => notify?.networkChanged(),
    async pause() {
      await notify?.close();
      notify = null;
    },
    async close() {
      heartbeat?.close();
      await notify?.close();
    },
  };
}
