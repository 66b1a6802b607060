import { Button } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import type { CloseCheck, CloseRow, CloseSignature } from "../../../server/wire/index.ts";
import { exact, short, when } from "../../app/format.ts";
import { useMe } from "../../live/index.ts";
import { StateGlyph, StateIcon, type StateName } from "../../widgets/StateGlyph.tsx";
import { TeamTile } from "../../widgets/TeamTile.tsx";
import { Panel } from "./Panel.tsx";
import { SignDialog, type SignStep } from "./SignDialog.tsx";
import classes from "./SignOff.module.css";
import { type CloseOf, snapshotAddress } from "./useClose.ts";
import { t } from "./words.ts";

/** What has to be so, who signed it, and what was taken back before. */
export function SignOff({
  of,
  row,
  heard,
  now,
}: {
  readonly of: CloseOf;
  readonly row: CloseRow;
  /** False: no source ever was, so nothing counts as done. */
  readonly heard: boolean;
  readonly now: number;
}) {
  const me = useMe()?.name ?? "";
  const [step, setStep] = useState<SignStep | null>(null);
  const { signing, zone } = row;
  const unnamed = row.entity === null && row.entities.length > 0;
  const same = signing.prepared?.by === me;
  return (
    <Panel title={t("close.sign")} right={t("close.sign-how")}>
      <ul className={classes.checks}>
        {row.checks.map((check) => (
          <Check key={check.id} check={check} row={row} heard={heard} now={now} />
        ))}
      </ul>
      <Signer
        role={t("close.preparer")}
        signature={signing.prepared}
        hint={t("close.preparer-may")}
        zone={zone}
        now={now}
      >
        {signing.prepared === null && !unnamed && (
          <Button size="xs" onClick={() => setStep("preparer")}>
            {t("close.prepare")}
          </Button>
        )}
      </Signer>
      <Signer
        role={t("close.reviewer")}
        signature={signing.reviewed}
        hint={t("close.reviewer-may")}
        zone={zone}
        now={now}
      >
        {signing.state === "prepared" && !same && (
          <Button size="xs" onClick={() => setStep("reviewer")}>
            {t("close.review")}
          </Button>
        )}
      </Signer>
      {unnamed && <p className={classes.note}>{t("close.entity-first")}</p>}
      {signing.state === "prepared" && same && <p className={classes.note}>{t("close.review-same")}</p>}
      {signing.hash !== null && (
        <div className={classes.frozen}>
          <span title={t("close.hash-full")}>
            {t("close.hash", { hash: "" })}
            <span className="mono">{short(signing.hash, 12)}</span>
          </span>
          <a href={snapshotAddress(of)} target="_blank" rel="noreferrer">
            {t("close.snapshot")}
          </a>
          <Button variant="default" size="xs" className={classes.reopen ?? ""} onClick={() => setStep("reopen")}>
            {t("close.reopen")}
          </Button>
        </div>
      )}
      {signing.rounds.map((round) => (
        <p key={round.reopened.at} className={classes.note}>
          {t("close.round", {
            by: round.reopened.by,
            at: when(round.reopened.at, now, zone),
            reason: round.reopened.reason,
          })}
          {" · "}
          {t("close.round-signed", {
            preparer: round.prepared.by,
            reviewer: round.reviewed === null ? "" : t("close.and", { who: round.reviewed.by }),
            hash: short(round.hash, 12),
          })}
        </p>
      ))}
      <SignDialog step={step} of={of} row={row} now={now} onClose={() => setStep(null)} />
    </Panel>
  );
}

const states: Readonly<Record<CloseCheck["state"], StateName>> = { done: "done", open: "late", untold: "waiting" };

function Check({
  check,
  row,
  heard,
  now,
}: {
  readonly check: CloseCheck;
  readonly row: CloseRow;
  readonly heard: boolean;
  readonly now: number;
}) {
  const { id, state, at, amount, count } = check;
  const tie = id === "revenue" || id === "inventory" || id === "payables";
  const said = tie
    ? state === "done"
      ? t(`close.check.${id}`)
      : state === "untold"
        ? t(`close.check.${id}-untold`)
        : t(`close.check.${id}-open`, { amount: exact(amount ?? "0") })
    : t(`close.check.${id}`);
  return (
    <li className={classes.check}>
      <StateIcon
        state={!heard && state === "done" ? "not-known" : !tie && state === "open" ? "waiting" : states[state]}
      />
      <span>{said}</span>
      <span className={`${classes.right} num`}>
        {tie && state !== "done" ? (
          <Link to="/finance/aging" className="reach" search={id === "revenue" ? {} : { side: id }}>
            {t("close.check-open")}
          </Link>
        ) : state === "open" ? (
          t("close.to-go", { n: count ?? 0 })
        ) : !heard ? (
          t("close.check-unheard")
        ) : at === null ? (
          ""
        ) : (
          when(at, now, row.zone)
        )}
      </span>
    </li>
  );
}

function Signer({
  role,
  signature,
  hint,
  zone,
  now,
  children,
}: {
  readonly role: string;
  readonly signature: CloseSignature | null;
  readonly hint: string;
  readonly zone: string;
  readonly now: number;
  readonly children: React.ReactNode;
}) {
  return (
    <div className={classes.signer}>
      <TeamTile name={signature?.by ?? role} size={26} />
      <span className={classes.who}>
        <b>{signature === null ? role : `${role}, ${signature.by}`}</b>
        <span>{signature === null ? hint : when(signature.at, now, zone)}</span>
      </span>
      <span className={classes.right}>
        {signature === null ? (
          ((children || null) ?? <StateGlyph state="waiting">{t("close.not-yet")}</StateGlyph>)
        ) : (
          <StateIcon state="done" />
        )}
      </span>
    </div>
  );
}
