import { sites } from "./company.ts";
import { nextFile } from "./dock.ts";
import { randomOf } from "./random.ts";
import { type Step, stepAt } from "./step.ts";

/** The gateway of each 3PL looks for its file once an hour, and is heard also when there is nothing in it. */
export function pollSteps(seed: number, from: number): Step[] {
  return sites
    .filter((site) => site.partner)
    .map((site) => {
      const name = `${site.id} polled ${from}`;
      const at = nextFile(from) + randomOf(seed, "poll", name).between(0.5, 1.5) * 1000;
      return stepAt(seed, name, at, (random) => ({
        service: site.floor,
        name: "poll outbound folder",
        kind: "client",
        lasts: random.between(180, 420),
        attributes: { "server.address": "sftp.partner.example", "url.path": `/${site.id.toLowerCase()}/outbound` },
      }));
    });
}
