import { took } from "../../app/format.ts";
import { Keycap } from "../../widgets/Keycap.tsx";
import { StateIcon } from "../../widgets/StateGlyph.tsx";
import classes from "./Foot.module.css";
import type { TraceNote } from "./notes.ts";
import { t } from "./words.ts";

function noteText(note: TraceNote): string {
  switch (note.kind) {
    case "complete":
      return t("trace.note-complete-text", { spans: note.spans, ms: took(note.withinMs) });
    case "root-missing":
      return t("trace.note-root-missing-text", { tops: note.tops });
    case "parents-missing":
      return t("trace.note-parents-missing-text", { spans: note.spans, parents: note.parents });
    case "cycle":
      return t("trace.note-cycle-text", { count: note.count });
    case "skew":
      return t("trace.note-skew-text", { service: note.service, against: note.against, ms: took(note.ms) });
    case "records-dropped":
      return t("trace.note-records-dropped-text");
    case "no-records":
      return t("trace.gone-why");
  }
}

/** What must be known to read the waterfall rightly, below its last line. */
export function NoteLine({ note }: { readonly note: TraceNote }) {
  return (
    <p className={classes.note}>
      <StateIcon state={note.kind === "complete" ? "done" : "not-known"} size={15} />
      <b>{note.kind === "no-records" ? t("trace.gone") : t(`trace.note-${note.kind}`)}</b>
      <span>{noteText(note)}</span>
    </p>
  );
}

/** The keys of the waterfall. */
export function KeyLegend() {
  return (
    <div className={classes.keys} aria-hidden="true">
      <span>
        <Keycap of="j" /> <Keycap of="k" /> {t("trace.key-move")}
      </span>
      <span>
        <Keycap of="n" /> {t("trace.key-next")}
      </span>
      <span>
        <Keycap of="p" /> <Keycap of="o" /> {t("trace.key-level")}
      </span>
    </div>
  );
}
