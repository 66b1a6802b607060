import { UnstyledButton } from "@mantine/core";
import { Keycap } from "./Keycap.tsx";
import classes from "./NewPill.module.css";
import { SeverityGlyph } from "./Severity.tsx";
import { say } from "./say.ts";

/** "12 new · 3 critical": what waits outside a list that does not move. Its space is reserved, also when it is not there. */
export function NewPill({
  count,
  critical,
  onShow,
  hint,
}: {
  readonly count: number;
  readonly critical: number;
  readonly onShow: () => void;
  readonly hint?: string;
}) {
  return (
    <span className={classes.space}>
      {count > 0 && (
        <UnstyledButton
          className={classes.pill}
          onClick={onShow}
          aria-keyshortcuts={hint}
          aria-label={`${say("new.label", { n: count })}${critical > 0 ? `, ${say("new.critical", { n: critical })}` : ""}`}
        >
          <span className="num">{say("new.pill", { n: count })}</span>
          {critical > 0 && (
            <>
              <span aria-hidden="true">·</span>
              <span className={`${classes.critical} num`}>
                <SeverityGlyph level="critical" size={14} color="currentColor" />
                {say("new.critical", { n: critical })}
              </span>
            </>
          )}
          {hint !== undefined && <Keycap of={hint} onAccent />}
        </UnstyledButton>
      )}
    </span>
  );
}
