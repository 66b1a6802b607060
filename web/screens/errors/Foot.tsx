import { Button } from "@mantine/core";
import { useState } from "react";
import type { ErrorGroupRow, ErrorsRow } from "../../../server/wire/index.ts";
import { heldSumText } from "../../app/format/held.ts";
import { when } from "../../app/format.ts";
import type { Names } from "../../live/index.ts";
import { copyText } from "../../widgets/CodeBlock.tsx";
import { Keycap } from "../../widgets/Keycap.tsx";
import { useKeys } from "../../widgets/keys.ts";
import { StateGlyph } from "../../widgets/StateGlyph.tsx";
import { toTable } from "../../widgets/tableText.ts";
import { whereOf } from "./Faults.tsx";
import classes from "./Foot.module.css";
import { heldSum } from "./model.ts";
import { suspectLine } from "./names.ts";
import { t } from "./words.ts";

/** The sum of what groups hold up, against the queue; and the keys. */
export function Foot({
  rows,
  held,
  all,
  names,
  now,
}: {
  readonly rows: readonly ErrorGroupRow[];
  readonly held: ErrorsRow["held"];
  /** Every group is shown: only then the sum is the queue's. */
  readonly all: boolean;
  readonly names: Names;
  readonly now: number;
}) {
  const [copied, setCopied] = useState(false);
  const sum = heldSum(rows);
  const copy = async (): Promise<void> => {
    await copyText(toTable(linesOf(rows, names, now)));
    setCopied(true);
  };
  useKeys([{ key: "y", label: t("errors.copy"), run: () => void copy() }]);
  return (
    <footer className={classes.foot}>
      {sum !== null && (
        <p className="num">
          {sum.text}
          {all && held.twice > 0 && ` − ${t("errors.twice", { n: held.twice })} = ${held.objects}`}
          {all &&
            (held.objects === held.queue ? (
              <StateGlyph state="done">{t("errors.ties")}</StateGlyph>
            ) : (
              <span>{t("errors.ties-not", { queue: held.queue })}</span>
            ))}
        </p>
      )}
      <Button variant="default" size="xs" rightSection={<Keycap of="y" />} onClick={() => void copy()}>
        <span aria-live="polite">{copied ? t("errors.copied", { n: rows.length }) : t("errors.copy")}</span>
      </Button>
      <p className={classes.keys}>
        <Keycap of="j" />
        <Keycap of="k" /> {t("errors.foot-move")}
        <Keycap of="x" /> {t("errors.foot-pick")}
        <Keycap of="m" /> {t("errors.foot-merge")}
        <Keycap of="s" /> {t("errors.foot-split")}
      </p>
    </footer>
  );
}

/** The groups as they stand, each with all that its row says; money of each side apart. */
const linesOf = (rows: readonly ErrorGroupRow[], names: Names, now: number): readonly (readonly string[])[] =>
  rows.map((row) => [
    row.title,
    whereOf(row, names),
    when(row.firstAt, now, names.zone(null)),
    when(row.lastAt, now, names.zone(null)),
    String(row.raised),
    String(row.open),
    String(row.held.objects),
    heldSumText(row.held),
    row.suspects[0] === undefined ? "" : suspectLine(row.suspects[0], names),
  ]);
