import { Button, Modal, Textarea } from "@mantine/core";
import { type FormEvent, useState } from "react";
import type { CloseRow } from "../../../server/wire/index.ts";
import { when } from "../../app/format.ts";
import { t as frame } from "../../app/words.ts";
import { problemOf } from "../../live/index.ts";
import { Notice } from "../../widgets/Notice.tsx";
import classes from "./SignDialog.module.css";
import { type CloseOf, type Signing, useSigning } from "./useClose.ts";
import { t } from "./words.ts";

/** What is about to be signed, or taken back. */
export type SignStep = "preparer" | "reviewer" | "reopen";

interface SignProps {
  readonly of: CloseOf;
  readonly row: CloseRow;
  readonly now: number;
  readonly onClose: () => void;
}

/** Asks before a signature is set or taken back: what it freezes, and what it does not mend. */
export function SignDialog({ step, ...props }: SignProps & { readonly step: SignStep | null }) {
  const title = step === "reopen" ? t("close.reopen") : step === "reviewer" ? t("close.review") : t("close.prepare");
  return (
    <Modal
      opened={step !== null}
      onClose={props.onClose}
      title={title}
      closeButtonProps={{ "aria-label": frame("do.close") }}
      size={460}
    >
      {step !== null && <Fields step={step} {...props} />}
    </Modal>
  );
}

function Fields({ step, of, row, now, onClose }: SignProps & { readonly step: SignStep }) {
  const [reason, setReason] = useState("");
  const [tried, setTried] = useState(false);
  const signing = useSigning(of);
  const { prepared, hash, lines } = row.signing;
  const frozen = row.totals.revenue.count + row.totals.inventory.count + row.totals.payables.count;
  const missing = step === "reopen" && reason.trim() === "";
  const what = (): Signing =>
    step === "preparer"
      ? { as: "preparer" }
      : step === "reviewer"
        ? { as: "reviewer", hash: hash ?? "" }
        : { as: "reopen", reason: reason.trim() };
  const sign = (event: FormEvent): void => {
    event.preventDefault();
    setTried(true);
    if (!missing) signing.mutate(what(), { onSuccess: onClose });
  };
  const problem = signing.isError ? problemOf(signing.error) : null;
  return (
    <form className={classes.form} onSubmit={sign} noValidate>
      {step === "preparer" && (
        <>
          <p>{t("close.prepare-what", { n: frozen })}</p>
          {row.total > 0 && <p>{t("close.prepare-open", { n: row.total })}</p>}
        </>
      )}
      {step === "reviewer" && prepared !== null && (
        <>
          <p>{t("close.review-what", { by: prepared.by, n: lines ?? 0, at: when(prepared.at, now, row.zone) })}</p>
          <p className={`${classes.hash} mono`}>{hash}</p>
        </>
      )}
      {step === "reopen" && (
        <>
          <p>{t("close.reopen-what")}</p>
          <Textarea
            data-autofocus
            label={t("close.reopen-reason")}
            value={reason}
            maxLength={500}
            autosize
            minRows={2}
            error={tried && missing ? t("close.reopen-needed") : undefined}
            onChange={(event) => setReason(event.currentTarget.value)}
          />
        </>
      )}
      {problem !== null && (
        <Notice tone="critical" title={t("close.sign-failed", { why: problem.detail ?? problem.title })} />
      )}
      <Button type="submit" loading={signing.isPending}>
        {step === "preparer"
          ? t("close.prepare-go", { n: frozen })
          : step === "reviewer"
            ? t("close.review-go")
            : t("close.reopen-go", { period: row.period.id })}
      </Button>
    </form>
  );
}
