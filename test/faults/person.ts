import { pause, type Server } from "../scenarios/server.ts";
import type { Ledger } from "./ledger.ts";

/** Somebody who remarks on exceptions all the while, and remembers which remarks were taken. */
export interface Person extends Ledger {
  leave(): Promise<void>;
}

/** Begins to remark on what failed at whichever server runs. */
export function startPerson(server: () => Server | null): Person {
  const sent = new Set<string>();
  const acknowledged = new Set<string>();
  let here = true;
  const work = (async () => {
    for (let number = 1; here; number++) {
      await pause(40);
      const text = `remark ${number}`;
      try {
        const now = server();
        const answered = await now?.api("/api/v1/exceptions?kind=failed-event&sort=opened&limit=1");
        const [row] = answered?.json?.items ?? [];
        if (now === null || row === undefined) continue;
        sent.add(text);
        const answer = await now.post(`/api/v1/exceptions/${row.id}/actions`, {
          action: "comment",
          version: row.version,
          text,
        });
        if (answer.status === 200) acknowledged.add(text);
        else if (answer.status !== 409) throw new Error(`${answer.status}: ${answer.text}`);
      } catch (error) {
        // The server was killed meanwhile: nobody knows.
        if (!(error instanceof TypeError)) throw error;
      }
    }
  })();
  work.catch(() => undefined);
  return {
    sent,
    acknowledged,
    async leave() {
      here = false;
      await work;
    },
  };
}
