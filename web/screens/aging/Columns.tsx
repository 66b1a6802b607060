import { Button, Checkbox, Popover, TextInput } from "@mantine/core";
import { IconColumns3 } from "@tabler/icons-react";
import { type FormEvent, useState } from "react";
import type { AgingSearch } from "../../app/url.ts";
import { Choice } from "../../widgets/Choice.tsx";
import { dayEdges, monthEdges, presetOf, readEdges } from "./model.ts";
import classes from "./Tools.module.css";
import { t } from "./words.ts";

type Edges = Pick<AgingSearch, "edges" | "due">;

/** The columns of age: days, months, or somebody's own. */
export function Columns({ value, onChange }: { readonly value: Edges; readonly onChange: (value: Edges) => void }) {
  const [open, setOpen] = useState(false);
  const preset = presetOf(value);
  return (
    // biome-ignore lint/a11y/useSemanticElements: a choice and the button for one's own, no fieldset
    <div className={classes.pair} role="group" aria-label={t("aging.ages")}>
      <Choice
        label={t("aging.ages")}
        value={preset}
        onChange={(next) => {
          if (next === "days") onChange({ edges: undefined, due: undefined });
          if (next === "months") onChange({ edges: monthEdges, due: "joined" });
        }}
        options={[
          { value: "days", label: t("aging.ages.days") },
          { value: "months", label: t("aging.ages.months") },
          ...(preset === "own" ? [{ value: "own" as const, label: t("aging.ages.own") }] : []),
        ]}
      />
      <Popover opened={open} onChange={setOpen} position="bottom-end" trapFocus returnFocus>
        <Popover.Target>
          <Button
            variant="default"
            className={classes.square ?? ""}
            aria-label={t("aging.edges")}
            title={t("aging.edges")}
            onClick={() => setOpen((was) => !was)}
          >
            <IconColumns3 size={16} stroke={1.8} aria-hidden="true" />
          </Button>
        </Popover.Target>
        <Popover.Dropdown>
          <EdgesForm
            value={value}
            onDone={(next) => {
              setOpen(false);
              onChange(next);
            }}
          />
        </Popover.Dropdown>
      </Popover>
    </div>
  );
}

function EdgesForm({ value, onDone }: { readonly value: Edges; readonly onDone: (value: Edges) => void }) {
  const [text, setText] = useState((value.edges ?? dayEdges).split(",").join(", "));
  const [apart, setApart] = useState(value.due === undefined);
  const [wrong, setWrong] = useState<string | null>(null);
  const show = (event: FormEvent): void => {
    event.preventDefault();
    const read = readEdges(text);
    if (!read.ok) {
      setWrong(read.why);
      return;
    }
    onDone({ edges: read.edges === dayEdges ? undefined : read.edges, due: apart ? undefined : "joined" });
  };
  return (
    <form className={classes.form} onSubmit={show} noValidate>
      <TextInput
        label={t("aging.edges-field")}
        description={t("aging.edges-hint")}
        inputMode="numeric"
        autoComplete="off"
        value={text}
        error={wrong ?? undefined}
        onChange={(event) => {
          setWrong(null);
          setText(event.currentTarget.value);
        }}
      />
      <Checkbox
        label={t("aging.edges-apart")}
        checked={apart}
        onChange={(event) => setApart(event.currentTarget.checked)}
      />
      <Button type="submit">{t("aging.edges-go")}</Button>
    </form>
  );
}
