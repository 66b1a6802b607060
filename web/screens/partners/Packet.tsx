import { Button } from "@mantine/core";
import { IconCopy, IconDownload } from "@tabler/icons-react";
import { Link } from "@tanstack/react-router";
import { useEffect, useState } from "react";
import type { PacketEntry, PartnerPacket } from "../../../server/wire/index.ts";
import { clock, time } from "../../app/format.ts";
import { type Names, problemOf } from "../../live/index.ts";
import { copyText } from "../../widgets/CodeBlock.tsx";
import { Keycap } from "../../widgets/Keycap.tsx";
import { useKeys } from "../../widgets/keys.ts";
import { ErrorBar } from "../../widgets/Notice.tsx";
import { SkeletonRows } from "../../widgets/Skeleton.tsx";
import { StateIcon } from "../../widgets/StateGlyph.tsx";
import { toTable } from "../../widgets/tableText.ts";
import { longestHeard, numbersOf, packetTable, shareText } from "./model.ts";
import classes from "./Packet.module.css";
import page from "./partners.module.css";
import { packetAddress, usePacket } from "./usePartners.ts";
import { t } from "./words.ts";

/** The evidence of one document: each message with due and actual, the minutes by side, and what the packet holds. */
export function Packet({
  partner,
  doc,
  line,
  names,
}: {
  readonly partner: string;
  /** As `order/SO-10423`; null where none is chosen. */
  readonly doc: string | null;
  readonly line: string | null;
  readonly names: Names;
}) {
  const asked = usePacket(partner, doc, line);
  const packet = doc === null ? undefined : asked.data;
  const problem = asked.isError && doc !== null ? problemOf(asked.error) : null;
  const [copied, setCopied] = useState("");
  const copy = async (): Promise<void> => {
    if (packet === undefined) return;
    const rows = packetTable(packet, names.system);
    await copyText(toTable(rows));
    setCopied(t("partners.copied", { n: rows.length }));
  };
  useEffect(() => {
    if (copied === "") return;
    const timer = setTimeout(() => setCopied(""), 3000);
    return () => clearTimeout(timer);
  }, [copied]);
  useKeys(packet === undefined ? [] : [{ key: "y", label: t("partners.key-copy"), run: () => void copy() }]);
  const title = packet === undefined ? t("partners.packet") : t("partners.packet-of", { id: packet.object.id });
  return (
    <section className={page.panel} aria-label={title}>
      <header className={page.panelHead}>
        <h2>{title}</h2>
        {packet !== undefined && <Minutes packet={packet} />}
      </header>
      {problem !== null && (
        <ErrorBar
          title={t("partners.packet-failed", { why: problem.detail ?? problem.title })}
          id={problem.errorId}
          onRetry={() => void asked.refetch()}
        />
      )}
      {doc === null ? (
        <p className={page.nothing}>{t("partners.packet-pick")}</p>
      ) : packet === undefined ? (
        problem === null && <SkeletonRows rows={6} height={32} />
      ) : (
        <>
          <ol className={classes.trail}>
            {packet.entries.map((entry, index) => (
              <Entry
                // biome-ignore lint/suspicious/noArrayIndexKey: two entries may be alike in all they say
                key={`${entry.at} ${index}`}
                entry={entry}
                before={packet.entries[index - 1]?.at ?? null}
                zone={packet.partner.timezone}
                names={names}
              />
            ))}
          </ol>
          <Holds packet={packet} />
          <footer className={classes.foot}>
            <Button
              component="a"
              href={packetAddress(partner, doc, line, "pdf")}
              download
              leftSection={<IconDownload size={16} stroke={1.8} aria-hidden="true" />}
            >
              {t("partners.download")}
            </Button>
            <a href={packetAddress(partner, doc, line, "csv")} download className="reach">
              {t("partners.download-csv")}
            </a>
            <a href={packetAddress(partner, doc, line, "json")} download className="reach">
              {t("partners.download-json")}
            </a>
            <Link to="/o/$kind/$id" params={{ kind: packet.object.kind, id: packet.object.id }} className="reach">
              {t("partners.open-document")}
            </Link>
            <Button
              variant="default"
              className={classes.copy ?? ""}
              aria-keyshortcuts="y"
              leftSection={<IconCopy size={16} stroke={1.8} aria-hidden="true" />}
              rightSection={<Keycap of="y" />}
              onClick={() => void copy()}
            >
              <span aria-live="polite">{copied === "" ? t("partners.copy") : copied}</span>
            </Button>
          </footer>
        </>
      )}
    </section>
  );
}

function Minutes({ packet: { lateness, partner } }: { readonly packet: PartnerPacket }) {
  const { minutes, theirs, ours, unknown, lasts } = lateness;
  if (minutes === 0) return <span className={page.quiet}>{t("partners.not-late")}</span>;
  return (
    <span className={`${classes.minutes} num`}>
      {t(lasts ? "partners.minutes-so-far" : "partners.minutes", { n: minutes })} ={" "}
      <b data-late={theirs > 0 || undefined}>{t("partners.minutes-theirs", { n: theirs, name: partner.name })}</b> +{" "}
      <b data-late={ours > 0 || undefined}>{t("partners.minutes-ours", { n: ours })}</b>
      {unknown > 0 && <> + {t("partners.minutes-unknown", { n: unknown })}</>}
    </span>
  );
}

function Entry({
  entry,
  before,
  zone,
  names,
}: {
  readonly entry: PacketEntry;
  readonly before: string | null;
  readonly zone: string;
  readonly names: Names;
}) {
  const { kind, at, title, lateMinutes, dueAt, status, error, system } = entry;
  const sign = kind === "due" ? "missed" : status === "failed" ? "failed" : lateMinutes === null ? "done" : "late";
  const day = clock(at, zone).slice(0, -6);
  const isNewDay = before === null || clock(before, zone).slice(0, -6) !== day;
  const said =
    kind === "due"
      ? t("partners.entry-over", { n: lateMinutes ?? 0 })
      : (error ??
        (lateMinutes !== null
          ? t("partners.entry-late", { n: lateMinutes })
          : dueAt !== null
            ? t("partners.entry-kept", { at: time(dueAt, zone) })
            : t("partners.entry-by", { system: names.system(system) })));
  return (
    <>
      {isNewDay && <li className={classes.day}>{day}</li>}
      <li className={classes.entry} data-kind={sign}>
        <span className="num">{time(at, zone)}</span>
        <StateIcon state={sign} />
        <b>{kind === "due" ? t("partners.entry-due", { title }) : title}</b>
        <span className={classes.said}>{said}</span>
        <span className={`${classes.number} num`}>{numbersOf(entry)}</span>
      </li>
    </>
  );
}

/** What is in the packet, and what people told, apart from it. */
function Holds({ packet }: { readonly packet: PartnerPacket }) {
  const { entries, records, line, told, partner } = packet;
  const of = (state: PartnerPacket["records"][number]["state"]): number =>
    records.filter((record) => record.state === state).length;
  const span = longestHeard(packet);
  const rest = [
    ...(of("withheld") === 0 ? [] : [t("partners.in-rest", { n: of("withheld") })]),
    ...(of("gone") === 0 ? [] : [t("partners.in-gone", { n: of("gone") })]),
  ].join("");
  return (
    <div className={classes.holds}>
      <p>
        <b>{t("partners.in-packet")}</b>{" "}
        {t("partners.in-messages", {
          n: entries.filter(({ kind }) => kind === "message").length,
          clock: span === null ? "" : t("partners.in-clock", { span }),
          kept: of("kept"),
          rest,
        })}{" "}
        {line !== null &&
          t("partners.in-line", {
            text: line.text,
            share: line.agreed === null ? t("partners.in-line-none") : shareText(line.agreed),
          })}
      </p>
      {told.length === 0 ? (
        <p>{t("partners.told-none")}</p>
      ) : (
        <div>
          <p>
            <StateIcon state="told" /> <b>{t("partners.told")}</b>
          </p>
          <ul className={classes.told}>
            {told.map(({ at, by, text, about }) => (
              <li key={`${at} ${about} ${by}`}>
                {t("partners.told-line", { at: clock(at, partner.timezone), by, text })}
              </li>
            ))}
          </ul>
        </div>
      )}
    </div>
  );
}
