import { Keycap } from "../../widgets/Keycap.tsx";
import { useSingleKeys } from "../../widgets/keys.ts";
import classes from "./Queue.module.css";
import { say } from "./words.ts";

const keys = [
  [["j", "k"], "legend.move"],
  [["a"], "legend.take"],
  [["A"], "legend.hand-over"],
  [["h"], "legend.park"],
  [["c"], "legend.note"],
  [["e"], "legend.close"],
  [["x"], "legend.choose"],
  [["z"], "legend.undo"],
] as const;

/** The keys that one uses most, under the list; gone when single keys are off. */
export function Legend() {
  if (!useSingleKeys()) return null;
  return (
    <div className={classes.legend} aria-hidden="true">
      {keys.map(([caps, word]) => (
        <span key={word}>
          {caps.map((cap) => (
            <Keycap key={cap} of={cap} />
          ))}
          {say(word)}
        </span>
      ))}
    </div>
  );
}
