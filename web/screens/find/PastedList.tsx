import { Button } from "@mantine/core";
import { IconClipboardList, IconDownload } from "@tabler/icons-react";
import { useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { count } from "../../app/format.ts";
import { problemOf } from "../../live/index.ts";
import { CopyTable } from "../../widgets/CopyTable.tsx";
import { useKeys } from "../../widgets/keys.ts";
import { ErrorBar } from "../../widgets/Notice.tsx";
import { SkeletonRows } from "../../widgets/Skeleton.tsx";
import { toHtml, toTable } from "../../widgets/tableText.ts";
import { kindText, ownerText, type Reading, standing, waiting } from "./cells.tsx";
import { downloadCsv } from "./download.ts";
import classes from "./find.module.css";
import { addUp, type FoundLine } from "./list.ts";
import { Equation, Lines } from "./Results.tsx";
import { optionsOf, useReading } from "./reading.ts";
import { useList } from "./useList.ts";
import { t } from "./words.ts";

/** Lines that are shown at first, and as many more at each asking: thousands at once would hold up every key. */
const shownAtOnce = 200;

/** A pasted list: what each number is, as a table that adds up. */
export function PastedList({
  numbers,
  onChange,
}: {
  readonly numbers: readonly string[];
  readonly onChange: () => void;
}) {
  const reading = useReading();
  const navigate = useNavigate();
  const { lines, done, finished, error, again } = useList(numbers);
  const [front, setFront] = useState(0);
  const [shown, setShown] = useState(shownAtOnce);
  const [saving, setSaving] = useState<"idle" | "busy" | "failed">("idle");
  const download = (): void => {
    setSaving("busy");
    void downloadCsv(numbers).then(
      () => setSaving("idle"),
      () => setSaving("failed"),
    );
  };
  const move = (by: number): void => {
    const next = Math.max(0, Math.min(lines.length - 1, front + by));
    setFront(next);
    if (next >= shown) setShown(shown + shownAtOnce);
  };
  useKeys([
    { key: "j", label: t("find.key-move"), run: () => move(1) },
    { key: "k", label: t("find.key-move"), run: () => move(-1) },
    {
      key: "Enter",
      label: t("find.go"),
      run: () => {
        const line = lines[front];
        if (line?.kind === "found" || line?.kind === "same") void navigate(optionsOf(line.hit));
      },
    },
  ]);
  const problem = error === null ? null : problemOf(error);
  return (
    <section>
      {finished ? (
        <div className={classes.headline}>
          <Sentence numbers={numbers} lines={lines} />
          <Button
            variant="default"
            leftSection={<IconClipboardList size={16} stroke={1.8} aria-hidden="true" />}
            onClick={onChange}
          >
            {t("find.change")}
          </Button>
          <Button
            variant="default"
            leftSection={<IconDownload size={16} stroke={1.8} aria-hidden="true" />}
            loading={saving === "busy"}
            onClick={download}
          >
            <span aria-live="polite">{t(saving === "failed" ? "find.csv-failed" : "find.csv")}</span>
          </Button>
          <CopyTable
            primary
            label={t("find.copy")}
            shortcut="y"
            load={async () => {
              const rows = tableOf(lines, reading);
              return { html: toHtml(rows), text: toTable(rows) };
            }}
          />
        </div>
      ) : (
        <div className={classes.progress}>
          <p className={classes.faint} role="status">
            {t("find.progress", { done: count(done), n: numbers.length, all: count(numbers.length) })}
          </p>
          <progress value={done} max={numbers.length} aria-label={t("find.looking", { n: numbers.length })} />
        </div>
      )}
      {problem !== null && (
        <ErrorBar
          title={t("find.failed", { why: problem.detail ?? problem.title })}
          id={problem.errorId}
          onRetry={again}
        />
      )}
      {finished && <Equation sum={addUp(numbers.length, lines)} />}
      {lines.length === 0 ? (
        problem === null && <SkeletonRows rows={Math.min(12, numbers.length)} height={43} />
      ) : (
        <div className={classes.frame}>
          <Lines lines={lines.slice(0, shown)} front={front} reading={reading} />
        </div>
      )}
      {lines.length > shown && (
        <Button variant="subtle" onClick={() => setShown(shown + shownAtOnce)}>
          {t("find.more", { shown: count(shown), all: count(lines.length) })}
        </Button>
      )}
    </section>
  );
}

function Sentence({ numbers, lines }: { readonly numbers: readonly string[]; readonly lines: readonly FoundLine[] }) {
  const sum = addUp(numbers.length, lines);
  const rest = [t("find.head-two", { n: sum.fitsTwo }), t("find.head-none", { n: sum.notFound })]
    .filter(Boolean)
    .join(", ");
  return (
    <h1 className={classes.sentence}>
      <b>
        {t("find.head", { found: count(sum.found), all: count(sum.pasted) })}
        {rest === "" ? "." : ";"}
      </b>{" "}
      {rest === "" ? "" : `${rest}.`}
    </h1>
  );
}

/** The list as rows of text, its head first: what is copied. */
function tableOf(lines: readonly FoundLine[], reading: Reading): readonly (readonly string[])[] {
  const head = [
    t("find.col-pasted"),
    t("find.col-kind"),
    t("find.col-object"),
    t("find.col-stands"),
    t("find.col-waits-plain"),
    t("find.col-owner"),
  ];
  const rows = lines.map((line): readonly string[] => {
    if (line.kind === "not-found") return [line.key, t("find.state-none"), "", "", "", ""];
    if (line.kind === "fits-two")
      return [line.key, t("find.state-two"), line.hits.map((hit) => hit.id).join(` ${t("find.or")} `), "", "", ""];
    const { hit } = line;
    const about = line.kind === "same" ? t("find.same-as", { n: line.asLine }) : standing(hit).text;
    return [
      line.key,
      kindText(hit),
      hit.id,
      about,
      line.kind === "same" ? "" : waiting(hit, reading),
      ownerText(hit, reading.names) ?? "",
    ];
  });
  return [head, ...rows];
}
