import { Button, Modal, NativeSelect, TextInput } from "@mantine/core";
import { type FormEvent, useRef, useState } from "react";
import type { DigestReaderRow } from "../../../server/wire/digest.ts";
import { dayName } from "../../app/format/days.ts";
import { clock, dayKey, zoneName } from "../../app/format.ts";
import { t } from "../../app/words.ts";
import { problemOf, useLive } from "../../live/index.ts";
import { ErrorBar } from "../../widgets/Notice.tsx";
import { SkeletonRows } from "../../widgets/Skeleton.tsx";
import classes from "./Digest.module.css";
import { say } from "./digestWords.ts";
import { useDigestDeeds, useDigestReaders } from "./useDigest.ts";

const here = (): string => Intl.DateTimeFormat().resolvedOptions().timeZone;
const whyOf = (error: unknown): string => problemOf(error).detail ?? problemOf(error).title;

/** The Monday mail: who gets it, one at once, and the very mail as it would be now. */
export function Digest({ onClose }: { readonly onClose: () => void }) {
  const { link } = useLive();
  const asked = useDigestReaders();
  const { ask, stop, send } = useDigestDeeds();
  const [to, setTo] = useState<string | null>(null);
  const [timezone, setTimezone] = useState(here);
  const [said, setSaid] = useState<{ readonly text: string; readonly failed: boolean } | null>(null);
  const list = useRef<HTMLUListElement>(null);
  const page = asked.data;
  // Whose address is known need not write it.
  const address = (to ?? page?.items.find(({ mine }) => mine)?.to ?? "").trim();
  const able = address.includes("@") && !ask.isPending && !send.isPending;
  const failed = (error: unknown): void =>
    setSaid({ text: say("digest.not-done", { why: whyOf(error) }), failed: true });
  const done = (text: string): void => setSaid({ text, failed: false });
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    if (!able) return;
    ask.mutate(
      { to: address, timezone },
      {
        onError: failed,
        onSuccess: ({ items }) => {
          const row = items.find((one) => one.to.toLowerCase() === address.toLowerCase());
          done(say("digest.asked", { to: address, at: row === undefined ? "" : clockOf(row.nextAt, row.timezone) }));
        },
      },
    );
  };
  const sendNow = (): void =>
    send.mutate(address, {
      onError: failed,
      onSuccess: (sent) => done(say("digest.sent", { to: sent.to, pdf: sent.pdf ? "yes" : "no" })),
    });
  const stopFor = (row: DigestReaderRow): void => {
    if (stop.isPending) return;
    stop.mutate(row.to, {
      onError: failed,
      onSuccess: () => {
        done(say("digest.stopped", { to: row.to }));
        // Its button goes with it: the focus stays in the list.
        list.current?.focus();
      },
    });
  };
  return (
    <Modal
      opened
      onClose={onClose}
      title={say("digest.title")}
      closeButtonProps={{ "aria-label": t("do.close") }}
      size={780}
    >
      <p className={classes.why}>{say("digest.why")}</p>
      {page?.stopped != null && <p className={classes.note}>{say("digest.no-mail", { why: page.stopped })}</p>}
      <h3 id="digest-readers" className={classes.head}>
        {say("digest.readers")}
      </h3>
      {asked.isError && (
        <ErrorBar title={say("digest.failed", { why: whyOf(asked.error) })} onRetry={() => void asked.refetch()} />
      )}
      {asked.isPending && <SkeletonRows rows={2} height={40} />}
      {page?.items.length === 0 && <p className={classes.why}>{say("digest.none")}</p>}
      <ul ref={list} className={classes.readers} tabIndex={-1} aria-labelledby="digest-readers">
        {(page?.items ?? []).map((row) => (
          <li key={row.to}>
            <span>
              <b>{row.to}</b>
              <small>{aboutOf(row, link.now())}</small>
            </span>
            <Button
              variant="default"
              size="xs"
              aria-label={say("digest.stop-label", { to: row.to })}
              onClick={() => stopFor(row)}
            >
              {say("digest.stop")}
            </Button>
          </li>
        ))}
      </ul>
      <form className={classes.form} onSubmit={submit}>
        <TextInput
          type="email"
          autoComplete="email"
          label={say("digest.to")}
          value={to ?? address}
          maxLength={254}
          onChange={(event) => setTo(event.currentTarget.value)}
        />
        <NativeSelect
          label={say("digest.zone")}
          value={timezone}
          data={zones()}
          onChange={(event) => setTimezone(event.currentTarget.value)}
        />
        <div className={classes.deeds}>
          <Button type="submit" size="sm" disabled={!able} loading={ask.isPending}>
            {say("digest.ask")}
          </Button>
          <Button
            variant="default"
            size="sm"
            disabled={!able || page?.stopped != null}
            loading={send.isPending}
            onClick={sendNow}
          >
            {say("digest.now")}
          </Button>
        </div>
      </form>
      <p role={said?.failed === true ? "alert" : "status"}>{said?.text}</p>
      <h3 className={classes.head}>{say("digest.preview")}</h3>
      {page !== undefined &&
        (page.pdf.able ? (
          <p>
            <a href="/api/v1/digest?format=pdf" target="_blank" rel="noreferrer" className="reach">
              {say("digest.pdf")}
            </a>
          </p>
        ) : (
          <p className={classes.why}>{say("digest.no-pdf", { why: page.pdf.why ?? "" })}</p>
        ))}
      <iframe className={classes.frame} src="/api/v1/digest?format=html" title={say("digest.preview")} />
    </Modal>
  );
}

/** `Mon 23 Nov 07:00 EST`. */
const clockOf = (at: string, zone: string): string => `${clock(at, zone)} ${zoneName(zone, at)}`;

function aboutOf({ name, by, mine, nextAt, timezone, newest }: DigestReaderRow, now: number): string {
  const today = dayKey(now, timezone);
  return [
    ...(name === null ? [] : [name]),
    ...(mine ? [say("digest.mine")] : []),
    ...(by === "file" ? [say("digest.by-file")] : []),
    say("digest.next", { at: clockOf(nextAt, timezone) }),
    ...(newest === null
      ? []
      : [say("digest.newest", { day: dayName(newest.monday, today), state: say(`digest.state-${newest.state}`) })]),
  ].join(" · ");
}

/** Every zone that there is, the one of this machine among them. */
const zones = (): string[] => [...new Set([here(), "UTC", ...Intl.supportedValuesOf("timeZone")])].sort();
