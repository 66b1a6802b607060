import { Button, Select, Textarea, TextInput } from "@mantine/core";
import { useDeferredValue, useState } from "react";
import type { NetworkRow } from "../../../server/wire/index.ts";
import { zonedInstant } from "../../app/format/zoned.ts";
import { zoneName } from "../../app/format.ts";
import { type About, careTable, problemOf } from "../../live/index.ts";
import { CopyTable } from "../../widgets/CopyTable.tsx";
import { Notice } from "../../widgets/Notice.tsx";
import classes from "./ask.module.css";
import { Sent } from "./Sent.tsx";
import { type Filled, useAsking, usePreview } from "./useAsks.ts";
import { t } from "./words.ts";

type Partner = NetworkRow["partners"][number];

/** Asks one partner about a cause or some exceptions: what they get is seen before it leaves. */
export function Compose({
  about,
  partners,
  first,
  now,
}: {
  readonly about: About;
  readonly partners: readonly Partner[];
  readonly first: string | undefined;
  readonly now: number;
}) {
  const known = partners.find(({ id }) => id === first) ?? (partners.length === 1 ? partners[0] : undefined);
  const [partnerId, setPartner] = useState<string>(known?.id ?? "");
  const [note, setNote] = useState("");
  const [by, setBy] = useState("");
  const partner = partners.find(({ id }) => id === partnerId);
  const zone = partner?.timezone ?? "UTC";
  const at = by === "" ? null : zonedInstant(by, zone);
  const filled: Filled = { partner: partnerId, note, answerBy: at === null ? "" : new Date(at).toISOString() };
  const preview = usePreview(about, useDeferredValue(filled));
  const { ask } = useAsking();
  if (ask.data !== undefined) return <Sent made={ask.data} now={now} zone={zone} />;
  const refused = ask.error ?? preview.error;
  const message = refused === null ? preview.data?.message : undefined;
  return (
    <form
      className={classes.compose}
      onSubmit={(event) => {
        event.preventDefault();
        if (partnerId !== "") ask.mutate({ about, filled });
      }}
    >
      <div className={classes.fields}>
        {partners.length === 0 && <Notice tone="medium" title={t("ask.partner-none")} />}
        <Select
          label={t("ask.partner")}
          data={partners.map(({ id, name }) => ({ value: id, label: name }))}
          value={partnerId === "" ? null : partnerId}
          onChange={(value) => setPartner(value ?? "")}
          allowDeselect={false}
          comboboxProps={{ withinPortal: true }}
          data-autofocus
        />
        {partner !== undefined && (
          <p className={classes.label}>
            {t("ask.contact", {
              who: partner.contact.person ?? partner.name,
              mail: partner.contact.mail ?? t("ask.no-mail"),
            })}
            {partner.contact.phone === null ? "" : ` · ${partner.contact.phone}`}
          </p>
        )}
        <Textarea
          label={t("ask.note")}
          placeholder={t("ask.note-hint")}
          value={note}
          maxLength={2_000}
          onChange={(event) => setNote(event.currentTarget.value)}
          rows={3}
        />
        <TextInput
          type="datetime-local"
          label={t("ask.by", { zone: zoneName(zone, now) })}
          description={t("ask.by-hint")}
          value={by}
          onChange={(event) => setBy(event.currentTarget.value)}
        />
        {refused !== null && (
          <Notice
            tone="critical"
            title={t("ask.failed", { why: problemOf(refused).detail ?? problemOf(refused).title })}
          />
        )}
        <div className={classes.buttons}>
          <Button type="submit" loading={ask.isPending} disabled={message === undefined}>
            {t("ask.go", { name: partner?.name ?? "" })}
          </Button>
          <CopyTable label={t("ask.care")} shortcut="y" load={() => careTable(about)} />
        </div>
      </div>
      {message !== undefined && (
        <div className={classes.preview}>
          <h2 className={classes.section}>{t("ask.message")}</h2>
          <p>
            {t("ask.subject")}: <b>{message.subject}</b>
          </p>
          {/* biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, and must be reachable by keyboard */}
          <pre className={classes.text} tabIndex={0}>
            {message.text}
          </pre>
        </div>
      )}
    </form>
  );
}
