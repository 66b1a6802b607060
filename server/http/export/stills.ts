import type { StillViews, Views } from "../../ports/index.ts";
import { problem, Refused } from "../problems.ts";

/** States that are held still at once, at most: what is written meanwhile piles up behind the oldest. */
const most = 2;

/** States that hold still while an answer is written from them. */
export interface Stills {
  /** One of now; refuses while too many are held. Whoever takes it closes it. */
  open(): Promise<StillViews>;
}

/** Keeps count of them. */
export function createStills(views: Pick<Views, "still">): Stills {
  let held = 0;
  return {
    async open() {
      if (held >= most) {
        const detail = `${most} exports are being written; come back when one is done.`;
        throw new Refused(problem(503, "too-many-exports", detail), { "retry-after": "30" });
      }
      held++;
      const letGo = once(() => {
        held--;
      });
      try {
        const still = await views.still();
        return {
          ...still,
          async close() {
            letGo();
            await still.close();
          },
        };
      } catch (error) {
        letGo();
        throw error;
      }
    },
  };
}

function once(then: () => void): () => void {
  let done = false;
  return () => {
    if (!done) then();
    done = true;
  };
}
