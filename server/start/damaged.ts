import type { Fault } from "../../collectors/kit/index.ts";
import { retryable } from "../../collectors/kit/index.ts";
import { refusedBy } from "../http/problems.ts";
import type { RemoteEngine } from "../pipeline/remote.ts";
import { report, say } from "../telemetry/index.ts";

const again = 60_000;

/** What is answered to everything that would have to be written down, while the journal is damaged. */
export const damagedFault = (): Fault =>
  retryable(
    "journal-damaged",
    "The journal is damaged, so nothing is taken. Whoever runs this server finds out more by: tallyman verify",
    again,
  ).fault;

/** The engine where it may rule; refuses where the journal is damaged. */
export function whole(engine: RemoteEngine): RemoteEngine {
  if (engine.damage !== null) throw refusedBy(damagedFault());
  return engine;
}

/** Says that a server is up over a damaged journal, what is lost, and what can be done. */
export function sayDamaged(
  urls: { readonly dashboard: string; readonly otlpHttp: string; readonly otlpGrpc: string },
  link: string,
  damage: string,
): void {
  report("journal.damaged", { ...urls, reason: damage });
  say("");
  say("  The journal is damaged. What is whole is served, and nothing is taken.");
  for (const line of damage.split("\n")) say(`  ${line}`);
  say(`  Sign in      ${link}`);
  say(`  Dashboard    ${urls.dashboard}`);
  say(
    "  Stop the server, restore a backup, or cut behind what is whole: tallyman verify, tallyman repair --to POSITION",
  );
  say("");
}
