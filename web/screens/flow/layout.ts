import type { FlowRow, FlowStepRow } from "../../../server/wire/index.ts";
import { eventWord } from "../../app/words.ts";
import { troublesOf, worstSite } from "./model.ts";

const line = 20;

/** Width in pixels of a box in which its name has room. */
const widthFor = (event: string): number => Math.min(260, Math.max(148, 60 + 7.6 * eventWord(event).length));

/** Height in pixels of a step's box: title, what stands there, and a line for each trouble. */
function stepHeight(step: FlowStepRow): number {
  const lines = 2 + Number(step.onHold > 0) + troublesOf(step).length + Number(step.silent.length > 0);
  return 20 + line * (lines + Number(worstSite(step) !== null));
}

/** The boxes of a flow, with the room that each takes. */
export const boxesOf = ({ starts, steps }: Pick<FlowRow, "starts" | "steps">) => [
  ...starts.map(({ id, event }) => ({ id, width: widthFor(event), height: 20 + 2 * line })),
  ...steps.map((step) => ({
    id: step.id,
    width: Math.max(164, widthFor(step.expects)),
    height: stepHeight(step),
  })),
];
