import { Button, Group } from "@mantine/core";
import { count } from "../../app/format.ts";
import { t } from "../../app/words.ts";
import type { Act } from "../../live/index.ts";
import { say } from "./words.ts";

/** What a form acts on. */
export interface Subject {
  /** In words, for the heading. */
  readonly what: string;
  readonly zone: string;
  /** The team that has it now, or the one that a runbook's step names. */
  readonly team: string;
  /** True where the team is chosen already: one only has to say yes. */
  readonly named: boolean;
  /** How many it is, for the button; null for one. */
  readonly count: number | null;
}

/** What every form of an action is given. */
export interface FormProps {
  readonly subject: Subject;
  readonly busy: boolean;
  /** False: nothing of it could be done. */
  readonly able: boolean;
  readonly send: (what: Act) => void;
  readonly cancel: () => void;
}

/** "Close it", or with how many: "Close 12". */
export const go = (
  word: "take" | "close" | "over" | "not-mine" | "park" | "note" | "told" | "reopen",
  n: number | null,
): string => (n === null ? say(`go.${word}`) : say(`go.${word}-n`, { n: count(n) }));

/** The way out of a form, and its effect. */
export function Buttons({
  go,
  busy,
  cancel,
  disabled = false,
  focus = false,
}: {
  readonly go: string;
  readonly busy: boolean;
  readonly cancel: () => void;
  readonly disabled?: boolean;
  readonly focus?: boolean;
}) {
  return (
    <Group justify="flex-end" gap={8} mt={4}>
      <Button variant="default" onClick={cancel}>
        {t("do.cancel")}
      </Button>
      <Button type="submit" loading={busy} disabled={disabled} data-autofocus={focus || undefined}>
        {go}
      </Button>
    </Group>
  );
}
