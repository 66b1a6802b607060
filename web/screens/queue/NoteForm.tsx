import { SegmentedControl, Stack, Textarea, TextInput } from "@mantine/core";
import { useState } from "react";
import { zoneName } from "../../app/format.ts";
import { useLive } from "../../live/index.ts";
import { zonedInstant } from "./choices.ts";
import { Buttons, type FormProps, go } from "./form.tsx";
import { say } from "./words.ts";

/** Begins with what somebody told. */
export function ToldForm(props: FormProps) {
  return <NoteForm {...props} first="told" />;
}

/** A note, or what somebody told. */
export function NoteForm({
  subject,
  busy,
  able,
  send,
  cancel,
  first = "note",
}: FormProps & { readonly first?: "note" | "told" }) {
  const { zone } = subject;
  const { link } = useLive();
  const [kind, setKind] = useState<string>(first);
  const [text, setText] = useState("");
  const [expected, setExpected] = useState("");
  const told = kind === "told";
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        const what = text.trim();
        if (what === "") return;
        const at = zonedInstant(expected, zone);
        if (told)
          send({ action: "tell", text: what, ...(at === null ? {} : { expectedAt: new Date(at).toISOString() }) });
        else send({ action: "comment", text: what });
      }}
    >
      <Stack gap={14}>
        <SegmentedControl
          value={kind}
          onChange={setKind}
          aria-label={say("note.kind")}
          data={[
            { value: "note", label: say("note.note") },
            { value: "told", label: say("note.told") },
          ]}
        />
        {told && <p>{say("note.told-why")}</p>}
        <Textarea
          label={told ? say("note.told-text") : say("note.text")}
          value={text}
          onChange={(event) => setText(event.currentTarget.value)}
          rows={3}
          data-autofocus
        />
        {told && (
          <TextInput
            type="datetime-local"
            label={say("note.expected", { zone: zoneName(zone, link.now()) })}
            value={expected}
            onChange={(event) => setExpected(event.currentTarget.value)}
          />
        )}
        <Buttons
          go={go(told ? "told" : "note", subject.count)}
          busy={busy}
          cancel={cancel}
          disabled={text.trim() === "" || !able}
        />
      </Stack>
    </form>
  );
}
