import { Checkbox, NativeSelect, TextInput } from "@mantine/core";
import { IconFilter } from "@tabler/icons-react";
import { Link } from "@tanstack/react-router";
import type { Ref } from "react";
import type { EventRow, TraceDetail } from "../../../server/wire/index.ts";
import { count, timeMillis, took, weekday, zoneName } from "../../app/format.ts";
import { eventWord, objectName, refusedWord } from "../../app/words.ts";
import { Keycap } from "../../widgets/Keycap.tsx";
import { StateGlyph } from "../../widgets/StateGlyph.tsx";
import classes from "./Header.module.css";
import type { WaterfallFilter } from "./rows.ts";
import shared from "./trace.module.css";
import type { TraceTree } from "./tree.ts";
import { t } from "./words.ts";

/** What a business step is called; a failed one never reads as done. */
export const stepWord = (step: EventRow): string => {
  if (step.type === null) return step.title;
  return step.status === "failed" ? refusedWord(step.type) : eventWord(step.type);
};

/** What a trace is called: its failure, its last business step, else its first span. */
export function traceName(trace: TraceDetail, tree: TraceTree): string {
  const failed = trace.steps.findLast((step) => step.status === "failed");
  const step = failed ?? trace.steps.at(-1);
  if (step) return stepWord(step);
  return tree.roots[0]?.span.name ?? t("trace.title");
}

interface HeaderProps {
  readonly trace: TraceDetail;
  readonly tree: TraceTree;
  readonly errors: number;
  readonly shown: number;
  readonly services: readonly string[];
  readonly zone: string;
  readonly filter: WaterfallFilter;
  readonly onFilter: (change: Partial<WaterfallFilter>) => void;
  readonly field: Ref<HTMLInputElement>;
}

/** Title, figures and filter of a trace. */
export function Header({ trace, tree, errors, shown, services, zone, filter, onFilter, field }: HeaderProps) {
  const total = tree.order.length;
  return (
    <header className={classes.header}>
      <div className={classes.headline}>
        <h1 className={classes.title}>{traceName(trace, tree)}</h1>
        {errors > 0 ? (
          <StateGlyph state="failed">{t("trace.failed", { n: errors })}</StateGlyph>
        ) : (
          <StateGlyph state="done">{t("trace.fine")}</StateGlyph>
        )}
        <span className={shared.objects}>
          {trace.objects.slice(0, 4).map((object) => (
            <Link
              key={`${object.kind} ${object.id}`}
              to="/o/$kind/$id"
              params={{ kind: object.kind, id: object.id }}
              className="id"
            >
              {objectName(object)}
            </Link>
          ))}
        </span>
      </div>
      <div className={classes.facts}>
        <span>
          <b className="num">{took(trace.durationMs)}</b> {t("trace.total")}
        </span>
        <span>
          <b className="num">{count(total)}</b> {t("trace.spans", { n: total })}
          {shown < total && `, ${t("trace.shown", { n: count(shown) })}`}
        </span>
        <span>
          <b className="num">{services.length}</b> {t("trace.services", { n: services.length })}
        </span>
        {errors > 0 && (
          <span className={classes.bad}>
            <b className="num">{errors}</b> {t("trace.errors", { n: errors })}
          </span>
        )}
        <span className="mono">{trace.traceId}</span>
        {trace.startTime && (
          <span className="num">
            {weekday(trace.startTime, zone)} {timeMillis(trace.startTime, zone)} {zoneName(zone, trace.startTime)}
          </span>
        )}
      </div>
      <div className={classes.tools}>
        <TextInput
          ref={field}
          className={classes.filter}
          value={filter.text}
          onChange={(event) => onFilter({ text: event.currentTarget.value })}
          onKeyDown={(event) => event.key === "Escape" && event.currentTarget.blur()}
          aria-label={t("trace.filter-label")}
          aria-keyshortcuts="f"
          placeholder={t("trace.filter")}
          leftSection={<IconFilter size={15} stroke={1.8} aria-hidden="true" />}
          rightSection={<Keycap of="f" />}
          autoComplete="off"
          spellCheck={false}
        />
        <NativeSelect
          aria-label={t("trace.service")}
          value={filter.service ?? ""}
          onChange={(event) =>
            onFilter({ service: event.currentTarget.value === "" ? null : event.currentTarget.value })
          }
          data={[{ value: "", label: t("trace.all-services") }, ...services.map((one) => ({ value: one, label: one }))]}
        />
        <Checkbox
          size="sm"
          checked={filter.errors}
          onChange={(event) => onFilter({ errors: event.currentTarget.checked })}
          label={t("trace.only-errors")}
        />
        <Checkbox
          size="sm"
          checked={filter.share > 0}
          onChange={(event) => onFilter({ share: event.currentTarget.checked ? 0.05 : 0 })}
          label={t("trace.only-long")}
        />
      </div>
    </header>
  );
}
