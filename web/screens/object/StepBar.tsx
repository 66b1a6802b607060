import { eventWord } from "../../app/words.ts";
import { StateIcon } from "../../widgets/StateGlyph.tsx";
import classes from "./StepBar.module.css";
import { type Reader, stepState, stepTime } from "./say.ts";
import { type BarStep, foldSteps } from "./steps.ts";
import { t } from "./words.ts";

/** The life of the object in one line: what happened, what did not, what is awaited, each with its time. */
export function StepBar({
  steps,
  reader,
  most,
}: {
  readonly steps: readonly BarStep[];
  readonly reader: Reader;
  readonly most: number;
}) {
  const shown = foldSteps(steps, most);
  if (steps.length === 0) return null;
  return (
    <ol className={classes.bar} aria-label={t("obj.steps")}>
      {shown.folded > 0 && (
        <li className={classes.barStep} data-state="done">
          <span className={classes.barWord}>
            <StateIcon state="done" size={14} />
            {t("obj.folded", { n: shown.folded })}
          </span>
        </li>
      )}
      {shown.steps.map((step) => (
        <li key={step.type} className={classes.barStep} data-state={step.state}>
          <span className={classes.barWord}>
            <StateIcon state={stepState[step.state]} size={14} />
            {eventWord(step.type)}
          </span>
          <span className={`${classes.barTime} num`}>{stepTime(step, reader)}</span>
        </li>
      ))}
    </ol>
  );
}
