import { Modal, Radio, SegmentedControl, Select, Stack, Textarea, TextInput } from "@mantine/core";
import { type ReactNode, useState } from "react";
import type { CloseReason } from "../../../server/wire/index.ts";
import { time, when, zoneName } from "../../app/format.ts";
import { t, word } from "../../app/words.ts";
import { type Act, useLive, useNetwork } from "../../live/index.ts";
import { closeReasonsInOrder, parkChoices, zonedInstant } from "./choices.ts";
import { Buttons, type FormProps, go, type Subject } from "./form.tsx";
import { NoteForm, ToldForm } from "./NoteForm.tsx";
import { say } from "./words.ts";

/** Which form is open. */
export type DialogKind = "take" | "close" | "over" | "park" | "note" | "told" | "reopen";

const titles = {
  take: "take.title",
  close: "close.title",
  over: "over.title",
  park: "park.title",
  note: "note.title",
  told: "told.title",
  reopen: "reopen.title",
} as const;
const forms = {
  take: TakeForm,
  close: CloseForm,
  over: OverForm,
  park: ParkForm,
  note: NoteForm,
  told: ToldForm,
  reopen: ReopenForm,
} as const;

/** The form of one action; its title says what it acts on, its button the effect. */
export function ActDialog({
  kind,
  subject,
  busy,
  able = true,
  before,
  instead,
  send,
  onClose,
}: {
  readonly kind: DialogKind | null;
  readonly subject: Subject;
  readonly busy: boolean;
  readonly able?: boolean;
  /** Stands above the form: what would happen. */
  readonly before?: ReactNode;
  /** Stands in the form's place: what came of it. */
  readonly instead?: ReactNode;
  readonly send: (what: Act) => void;
  readonly onClose: () => void;
}) {
  const [shown, setShown] = useState<DialogKind>("note");
  if (kind !== null && kind !== shown) setShown(kind);
  const Form = forms[kind ?? shown];
  return (
    <Modal
      opened={kind !== null}
      onClose={onClose}
      title={say(titles[kind ?? shown], { what: subject.what })}
      closeButtonProps={{ "aria-label": t("do.close") }}
      size={instead === undefined ? 460 : 560}
    >
      {kind !== null &&
        (instead ?? (
          <>
            {before}
            <Form subject={subject} busy={busy} able={able} send={send} cancel={onClose} />
          </>
        ))}
    </Modal>
  );
}

function TakeForm({ subject, busy, able, send, cancel }: FormProps) {
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        send({ action: "acknowledge" });
      }}
    >
      <Buttons go={go("take", subject.count)} busy={busy} cancel={cancel} disabled={!able} focus />
    </form>
  );
}

function CloseForm({ subject, busy, able, send, cancel }: FormProps) {
  const [reason, setReason] = useState<CloseReason | "">("");
  const [text, setText] = useState("");
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        if (reason !== "") send({ action: "resolve", reason, ...(text.trim() === "" ? {} : { text: text.trim() }) });
      }}
    >
      <Stack gap={14}>
        <p>{say("close.why")}</p>
        <Radio.Group
          value={reason}
          onChange={(value) => setReason(value as CloseReason)}
          label={say("close.reason")}
          withAsterisk={false}
        >
          <Stack gap={8} mt={6}>
            {closeReasonsInOrder.map((one, index) => (
              <Radio key={one} value={one} label={word("reason", one)} data-autofocus={index === 0 || undefined} />
            ))}
          </Stack>
        </Radio.Group>
        <Textarea
          label={say("close.text")}
          value={text}
          onChange={(event) => setText(event.currentTarget.value)}
          autosize={false}
          rows={2}
        />
        <Buttons go={go("close", subject.count)} busy={busy} cancel={cancel} disabled={reason === "" || !able} />
      </Stack>
    </form>
  );
}

function OverForm({ subject, busy, able, send, cancel }: FormProps) {
  const network = useNetwork();
  const [kind, setKind] = useState("give");
  const [team, setTeam] = useState<string>(subject.team);
  const [person, setPerson] = useState("");
  const [whose, setWhose] = useState<string | null>(null);
  const [reason, setReason] = useState("");
  const teams = network?.teams.map((one) => ({ value: one.id, label: one.name })) ?? [];
  const which = (
    <SegmentedControl
      value={kind}
      onChange={setKind}
      aria-label={say("over.kind")}
      data={[
        { value: "give", label: say("over.give") },
        { value: "not-mine", label: say("over.not-mine") },
      ]}
    />
  );
  if (kind === "not-mine")
    return (
      <form
        onSubmit={(event) => {
          event.preventDefault();
          if (reason.trim() === "") return;
          send({ action: "not-mine", reason: reason.trim(), ...(whose === null ? {} : { team: whose }) });
        }}
      >
        <Stack gap={14}>
          {which}
          <p>{say("over.not-mine-why")}</p>
          <Textarea
            label={say("over.reason")}
            value={reason}
            onChange={(event) => setReason(event.currentTarget.value)}
            rows={2}
            maxLength={500}
          />
          <Select
            label={say("over.whose")}
            placeholder={say("over.nobody-knows")}
            data={teams.filter((one) => one.value !== subject.team)}
            value={whose}
            onChange={setWhose}
            clearable
            searchable
            openOnFocus={false}
            comboboxProps={{ withinPortal: true }}
          />
          <Buttons
            go={go("not-mine", subject.count)}
            busy={busy}
            cancel={cancel}
            disabled={reason.trim() === "" || !able}
          />
        </Stack>
      </form>
    );
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        send({ action: "assign", team, ...(person.trim() === "" ? {} : { person: person.trim() }) });
      }}
    >
      <Stack gap={14}>
        {!subject.named && which}
        <Select
          label={say("over.team")}
          data={teams}
          value={team}
          onChange={(value) => value !== null && setTeam(value)}
          allowDeselect={false}
          searchable
          openOnFocus={false}
          data-autofocus={!subject.named || undefined}
          comboboxProps={{ withinPortal: true }}
        />
        <TextInput
          label={say("over.person")}
          value={person}
          onChange={(event) => setPerson(event.currentTarget.value)}
        />
        <Buttons
          go={go("over", subject.count)}
          busy={busy}
          cancel={cancel}
          disabled={team === "" || !able}
          focus={subject.named}
        />
      </Stack>
    </form>
  );
}

function ParkForm({ subject, busy, able, send, cancel }: FormProps) {
  const { zone } = subject;
  const { link } = useLive();
  const now = link.now();
  const choices = parkChoices(now, zone);
  const [chosen, setChosen] = useState("0");
  const [other, setOther] = useState("");
  const until = chosen === "other" ? zonedInstant(other, zone) : (choices[Number(chosen)]?.at ?? null);
  const past = until !== null && until <= now;
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        if (until !== null && !past) send({ action: "snooze", until: new Date(until).toISOString() });
      }}
    >
      <Stack gap={14}>
        <p>{say("park.why")}</p>
        <Radio.Group value={chosen} onChange={setChosen} label={say("park.when", { zone: zoneName(zone, now) })}>
          <Stack gap={8} mt={6}>
            {choices.map((one, index) => (
              <Radio
                key={one.word}
                value={String(index)}
                data-autofocus={index === 0 || undefined}
                label={say(one.word, { at: one.word === "park.monday" ? when(one.at, now, zone) : time(one.at, zone) })}
              />
            ))}
            <Radio value="other" label={say("park.other")} />
          </Stack>
        </Radio.Group>
        {chosen === "other" && (
          <TextInput
            type="datetime-local"
            label={say("park.when", { zone: zoneName(zone, now) })}
            value={other}
            onChange={(event) => setOther(event.currentTarget.value)}
            error={past ? say("park.past") : undefined}
          />
        )}
        <Buttons
          go={go("park", subject.count)}
          busy={busy}
          cancel={cancel}
          disabled={until === null || past || !able}
        />
      </Stack>
    </form>
  );
}

function ReopenForm({ subject, busy, able, send, cancel }: FormProps) {
  const [text, setText] = useState("");
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        if (text.trim() !== "") send({ action: "reopen", text: text.trim() });
      }}
    >
      <Stack gap={14}>
        <Textarea
          label={say("reopen.text")}
          value={text}
          onChange={(event) => setText(event.currentTarget.value)}
          rows={2}
          data-autofocus
        />
        <Buttons go={go("reopen", subject.count)} busy={busy} cancel={cancel} disabled={text.trim() === "" || !able} />
      </Stack>
    </form>
  );
}
