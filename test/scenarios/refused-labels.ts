import type { CauseRow } from "../../server/wire/index.ts";
import { type Server, startServer, until } from "./server.ts";

/** A server with a day of the demo, and what it tells of labels that a carrier refuses. */
export interface RefusedLabels {
  readonly server: Server;
  /** The cause of the fourteen refused labels, and the first of their exceptions. */
  readonly cause: string;
  readonly exception: string;
}

/** Starts it; six minutes after this is there, the demo has twelve of the fourteen corrected. */
export async function startRefusedLabels(): Promise<RefusedLabels> {
  const server = await startServer({ args: ["--demo", "--", "--history", "3h"] });
  await until("the past is told", () => server.lines.some(({ event }) => event === "demo.told"), 240_000);
  const asked = await server.post("/api/v1/demo/labels", {});
  if (asked.status !== 202) throw new Error(`the story of the labels: ${asked.status}`);
  const found = await until(
    "the labels are refused",
    async () => {
      const rows = (await server.api("/api/v1/causes")).json.items as readonly CauseRow[];
      return rows.find(({ title, members }) => title.includes("postalCode is required") && members === 14);
    },
    240_000,
  );
  return { server, cause: found.id, exception: found.first[0]?.id ?? "" };
}
