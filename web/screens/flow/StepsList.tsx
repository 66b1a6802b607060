import type { FlowRow, NetworkRow } from "../../../server/wire/index.ts";
import { eventWord } from "../../app/words.ts";
import type { Names } from "../../live/index.ts";
import { inOrder } from "./model.ts";
import { StartBox, StepBox } from "./StepBox.tsx";
import classes from "./StepsList.module.css";
import { wayText } from "./say.ts";

/** A flow from top to bottom, where there is no room for a map. */
export function StepsList({
  row,
  network,
  names,
}: {
  readonly row: FlowRow;
  readonly network: NetworkRow | undefined;
  readonly names: Names;
}) {
  return (
    <ol className={classes.list}>
      {row.starts.map(({ id, event }) => (
        <li key={id} aria-label={eventWord(event)}>
          <StartBox event={event} />
        </li>
      ))}
      {inOrder(row).map((step) => (
        <li key={step.id} data-worst={row.worst === step.id || undefined}>
          {row.edges
            .filter(({ to }) => to === step.id)
            .map(({ from, volume }) => (
              <p key={from} className={`${classes.way} num`}>
                {wayText(row, from, step, volume)}
              </p>
            ))}
          <StepBox row={row} step={step} network={network} names={names} />
        </li>
      ))}
    </ol>
  );
}
