import { damaged } from "../http/problems.ts";
import type { RemoteEngine } from "../pipeline/remote.ts";
import { report, say } from "../telemetry/index.ts";

/** The engine where it may rule; refuses where the journal is damaged. */
export function whole(engine: RemoteEngine): RemoteEngine {
  if (engine.damage !== null) throw damaged();
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
