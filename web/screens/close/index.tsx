import { Button, NativeSelect } from "@mantine/core";
import { IconCopy } from "@tabler/icons-react";
import { Link, useParams } from "@tanstack/react-router";
import { useEffect, useMemo, useState } from "react";
import { useAddress } from "../../app/address.ts";
import { oldSaid } from "../../app/format/old.ts";
import { time, when, zoneName } from "../../app/format.ts";
import { closeSearch } from "../../app/url/close.ts";
import { t as frame } from "../../app/words.ts";
import { namesOf, oldSince, problemOf, useAnyHeard, useFreshness, useNetwork, useNow } from "../../live/index.ts";
import { copyText } from "../../widgets/CodeBlock.tsx";
import { EmptyState } from "../../widgets/EmptyState.tsx";
import { Keycap } from "../../widgets/Keycap.tsx";
import { useKeys } from "../../widgets/keys.ts";
import { ErrorBar } from "../../widgets/Notice.tsx";
import { OldNotice } from "../../widgets/OldNotice.tsx";
import { SkeletonRows } from "../../widgets/Skeleton.tsx";
import { toTable } from "../../widgets/tableText.ts";
import { Accruals } from "./Accruals.tsx";
import { BurnDown } from "./BurnDown.tsx";
import classes from "./close.module.css";
import { Dates, Undecided } from "./Dates.tsx";
import { Drift } from "./Drift.tsx";
import { answerOf, leftText, stopTable } from "./model.ts";
import { SignOff } from "./SignOff.tsx";
import { Stops } from "./Stops.tsx";
import { type CloseOf, useClose } from "./useClose.ts";
import { t } from "./words.ts";

/** Close: whether a period can be closed, what stops it, and who signs. */
export function Screen() {
  const { period = "current" } = useParams({ strict: false });
  const [search, change] = useAddress(closeSearch);
  const network = useNetwork();
  const names = useMemo(() => namesOf(network), [network]);
  const now = useNow(1000);
  const fresh = useFreshness();
  const [copied, setCopied] = useState("");
  const of: CloseOf = { period, entity: search.entity };
  const asked = useClose(of, true);
  const heard = useAnyHeard();
  const row = asked.data ?? null;
  const problem = asked.isError ? problemOf(asked.error) : null;
  // Polled, so it is old once it could not be read for a while, or the server has not been heard.
  const old = oldSince(fresh, now);

  const copy = async (): Promise<void> => {
    if (row === null) return;
    const lines = stopTable(row, names, now);
    await copyText(toTable(lines));
    setCopied(t("close.copied", { n: lines.length }));
  };
  useEffect(() => {
    if (copied === "") return;
    const timer = setTimeout(() => setCopied(""), 3000);
    return () => clearTimeout(timer);
  }, [copied]);
  useKeys([{ key: "y", label: t("close.key-copy"), run: () => void copy() }]);

  if (row === null)
    return (
      <div className={classes.scroll}>
        <div className={classes.page}>
          {problem === null ? (
            <div className={classes.frame}>
              <SkeletonRows rows={9} height={48} />
            </div>
          ) : problem.status === 403 ? (
            <div className={classes.frame}>
              <EmptyState title={t("close.forbidden")} why={t("close.forbidden-why")} />
            </div>
          ) : problem.status === 404 ? (
            <div className={classes.frame}>
              <EmptyState
                title={period === "current" ? t("close.none-all") : t("close.none", { period })}
                why={t("close.none-why")}
              >
                {period !== "current" && (
                  <Link to="/finance/close" className="reach">
                    {t("close.to-current")}
                  </Link>
                )}
              </EmptyState>
            </div>
          ) : (
            <ErrorBar
              title={t("close.failed", { why: problem.detail ?? problem.title })}
              id={problem.errorId}
              onRetry={() => void asked.refetch()}
            />
          )}
        </div>
      </div>
    );

  const { strong, rest, good } = answerOf(row, heard);
  const closesAt = Date.parse(row.period.closesAt);
  const zone = zoneName(row.zone, closesAt);
  const over = now >= closesAt;
  const soon = !over && closesAt - now < 2 * 3_600_000;
  return (
    <div className={classes.scroll}>
      <div className={classes.page} data-old={old !== null || undefined}>
        <div className={classes.notices}>
          <OldNotice said={oldSaid(fresh, now, row.zone)} />
          {problem !== null && (
            <ErrorBar
              title={t("close.failed", { why: problem.detail ?? problem.title })}
              id={problem.errorId}
              onRetry={() => void asked.refetch()}
            />
          )}
        </div>
        <header className={classes.head}>
          <div className={classes.titles}>
            <h1 data-good={good || undefined}>
              <b>{strong}</b> {rest}
            </h1>
            <nav className={classes.periods} aria-label={t("close.title", { period: row.period.id })}>
              <Link to="/finance/aging" className="reach">
                {t("close.to-postings")}
              </Link>
              {row.before !== null && (
                <Link to="/finance/close/$period" className="reach" params={{ period: row.before }} search={search}>
                  ← {t("close.before", { period: row.before })}
                </Link>
              )}
              {row.after !== null && (
                <Link to="/finance/close/$period" className="reach" params={{ period: row.after }} search={search}>
                  {t("close.after", { period: row.after })} →
                </Link>
              )}
            </nav>
          </div>
          <div className={classes.tools}>
            <p className={`${classes.left} num`} data-soon={soon || undefined}>
              <span>
                {t(over ? "close.closed-at" : "close.closes", {
                  period: row.period.id,
                  at: when(closesAt, now, row.zone),
                  zone,
                })}
              </span>
              <b>{over ? t("close.over", { left: leftText(now - closesAt) }) : leftText(closesAt - now)}</b>
            </p>
            {row.entities.length > 0 && (
              <NativeSelect
                aria-label={t("close.entity")}
                value={row.entity ?? ""}
                data={[
                  { value: "", label: t("close.all") },
                  ...row.entities.map(({ id, name }) => ({ value: id, label: name })),
                ]}
                onChange={(event) => change({ entity: event.currentTarget.value || undefined }, true)}
              />
            )}
            <span className={`${classes.asOf} num`}>{frame("old.as-of", { at: time(row.asOf, row.zone) })}</span>
            <Button
              variant="default"
              aria-keyshortcuts="y"
              leftSection={<IconCopy size={16} stroke={1.8} aria-hidden="true" />}
              rightSection={<Keycap of="y" />}
              onClick={() => void copy()}
            >
              <span aria-live="polite">{copied === "" ? frame("do.copy") : copied}</span>
            </Button>
          </div>
        </header>
        <div className={classes.columns}>
          <div className={classes.main}>
            <Stops row={row} heard={heard} names={names} now={now} />
            <Dates row={row} now={now} />
            <Accruals of={of} row={row} now={now} />
          </div>
          <div className={classes.side}>
            <BurnDown of={of} row={row} now={now} />
            <Undecided of={of} row={row} />
            <SignOff of={of} row={row} heard={heard} now={now} />
            {row.drift !== null && <Drift drift={row.drift} zone={row.zone} now={now} />}
          </div>
        </div>
      </div>
    </div>
  );
}
