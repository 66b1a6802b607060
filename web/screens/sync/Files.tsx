import type { SourceFile, SourceRow } from "../../../server/wire/index.ts";
import { countdown, when } from "../../app/format.ts";
import { StateGlyph, type StateName } from "../../widgets/StateGlyph.tsx";
import classes from "./Files.module.css";
import { nextFileOf } from "./say.ts";
import { t } from "./words.ts";

const glyphs: Readonly<Record<SourceFile["came"], StateName>> = {
  "in-time": "done",
  late: "late",
  missing: "missed",
  open: "waiting",
  unknown: "not-known",
};

/** The newest files as boxes, and the one to come: filled came, half filled came late, hollow did not, dashed may yet. */
export function FileBoxes({ source, now }: { readonly source: SourceRow; readonly now: number }) {
  return (
    <span className={classes.boxes} aria-hidden="true">
      {source.files.map(({ at, came }) => (
        <i key={at} data-came={came} />
      ))}
      {nextFileOf(source, now) !== null && <i data-came="open" />}
    </span>
  );
}

/** The newest files one by one, and the one to come. */
export function FileList({
  source,
  now,
  zone,
}: {
  readonly source: SourceRow;
  readonly now: number;
  readonly zone: string;
}) {
  const next = nextFileOf(source, now);
  return (
    <ol className={classes.list}>
      {source.files.map((file) => (
        <li key={file.at}>
          <span className="num">{when(file.at, now, zone)}</span>
          <StateGlyph state={glyphs[file.came]}>{cameWords(file, now, zone)}</StateGlyph>
        </li>
      ))}
      {next !== null && (
        <li>
          <span className="num">{when(next, now, zone)}</span>
          <StateGlyph state="batch">{t("sync.file-next", { left: countdown(next, now).text })}</StateGlyph>
        </li>
      )}
    </ol>
  );
}

function cameWords({ came, cameAt, dueAt }: SourceFile, now: number, zone: string): string {
  if (came === "late" && cameAt !== null) return t("sync.file-late", { at: when(cameAt, now, zone) });
  return came === "open" ? t("sync.file-open", { at: when(dueAt, now, zone) }) : t(`sync.file-${came}`);
}

/** How the newest files fared, for those who listen; nothing where there are none. */
export function filesRead(source: SourceRow | null): string {
  const files = source?.files ?? [];
  const count = (...of: SourceFile["came"][]): number => files.filter(({ came }) => of.includes(came)).length;
  return t("sync.files-read", { n: files.length, late: count("late"), missing: count("missing") });
}
