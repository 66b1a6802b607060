import { Button } from "@mantine/core";
import { IconX } from "@tabler/icons-react";
import { Link } from "@tanstack/react-router";
import { type ReactNode, useState } from "react";
import type { PostingSide, TieOutRow, TieReason } from "../../../server/wire/index.ts";
import { exact, when, zoneName } from "../../app/format.ts";
import { ErrorBar } from "../../widgets/Notice.tsx";
import { SkeletonRows } from "../../widgets/Skeleton.tsx";
import { StateGlyph } from "../../widgets/StateGlyph.tsx";
import { isNought } from "./amounts.ts";
import { Stating } from "./Stating.tsx";
import classes from "./TieOut.module.css";
import { useTieLines, useTieOut } from "./useTieOut.ts";
import { t } from "./words.ts";

/** What the ERP itself says of a side beside ours: the difference by reason, each of which opens its documents, and the rest. */
export function TieOut({
  side,
  currency,
  zone,
  now,
}: {
  readonly side: PostingSide;
  readonly currency: string;
  /** The ledger's. */
  readonly zone: string;
  readonly now: number;
}) {
  const { newest, loading, problem, again } = useTieOut(side, true);
  const [stating, setStating] = useState(false);
  const [opened, setOpened] = useState<TieReason | null>(null);
  const state = (
    <Button variant="default" size="xs" onClick={() => setStating(true)}>
      {t(newest === null ? "aging.tie-first" : "aging.tie-anew")}
    </Button>
  );
  return (
    <section className={classes.tie} aria-label={t("aging.tie")}>
      {problem !== null ? (
        <ErrorBar
          title={t("aging.tie-failed", { why: problem.detail ?? problem.title })}
          id={problem.errorId}
          onRetry={again}
        />
      ) : loading ? (
        <SkeletonRows rows={1} height={56} />
      ) : newest === null ? (
        <p className={classes.none}>
          <span>{t("aging.tie-none")}</span> {state}
        </p>
      ) : (
        <Bar row={newest} opened={opened} zone={zone} now={now} onOpen={setOpened}>
          {state}
        </Bar>
      )}
      {newest !== null && opened !== null && <Lines row={newest} reason={opened} onClose={() => setOpened(null)} />}
      <Stating
        opened={stating}
        side={side}
        currency={currency}
        zone={zone}
        now={now}
        onClose={() => setStating(false)}
      />
    </section>
  );
}

function Bar({
  row,
  opened,
  zone,
  now,
  onOpen,
  children,
}: {
  readonly row: TieOutRow;
  readonly opened: TieReason | null;
  readonly zone: string;
  readonly now: number;
  readonly onOpen: (reason: TieReason | null) => void;
  readonly children: ReactNode;
}) {
  const { statement, ours, theirs, difference, reasons, unexplained, apart } = row;
  const rest = !isNought(unexplained);
  const of = [
    ...(statement.entity === null ? [] : [statement.entity]),
    ...(statement.period === null ? [] : [t("aging.tie-period", { period: statement.period })]),
  ];
  return (
    <div className={classes.bar}>
      <dl className={`${classes.figures} num`}>
        <div className={classes.figure}>
          <dt>{t("aging.tie-ours")}</dt>
          <dd>{exact(ours)}</dd>
          <dd className={classes.small}>{apart > 0 ? t("aging.tie-apart", { n: apart }) : t("aging.tie-all")}</dd>
        </div>
        <div className={classes.figure}>
          <dt>
            {t("aging.tie-theirs", {
              at: when(statement.at, now, zone),
              zone: zoneName(zone, Date.parse(statement.at)),
            })}
          </dt>
          <dd>{exact(theirs)}</dd>
          <dd className={classes.small}>
            {[
              statement.documents === null ? t("aging.tie-total-only") : t("aging.docs", { n: statement.documents }),
              ...of,
              statement.by,
            ].join(" · ")}
          </dd>
        </div>
        <div className={classes.figure} data-sign="=">
          <dt>{t("aging.tie-difference")}</dt>
          <dd>{exact(difference)}</dd>
          <dd className={classes.small}>{t("aging.tie-by-reason")}</dd>
        </div>
        {reasons.map(({ reason, amount, documents }) => (
          <div key={reason} className={classes.figure} data-sign="+">
            <dt>{t(`aging.tie.${reason}`)}</dt>
            <dd>{exact(amount)}</dd>
            <dd className={classes.small}>
              <button
                type="button"
                className={classes.open}
                aria-expanded={opened === reason}
                aria-label={t("aging.tie-open", { n: documents, reason: t(`aging.tie.${reason}`) })}
                onClick={() => onOpen(opened === reason ? null : reason)}
              >
                {t("aging.docs", { n: documents })}
              </button>
            </dd>
          </div>
        ))}
        <div className={classes.figure} data-sign="+" data-rest={rest || undefined}>
          <dt>{t("aging.tie-unexplained")}</dt>
          <dd>{exact(unexplained)}</dd>
          <dd className={classes.small}>
            <StateGlyph state={rest ? "off-target" : "done"}>
              {t(rest ? "aging.tie-does-not" : "aging.tie-does")}
            </StateGlyph>
          </dd>
        </div>
      </dl>
      <div className={classes.do}>{children}</div>
    </div>
  );
}

/** The documents of a reason. */
function Lines({
  row,
  reason,
  onClose,
}: {
  readonly row: TieOutRow;
  readonly reason: TieReason;
  readonly onClose: () => void;
}) {
  const { statement, currency } = row;
  const asked = useTieLines(statement.side, statement.id, reason);
  const title = t(`aging.tie.${reason}`);
  return (
    <div className={classes.lines}>
      <div className={classes.head}>
        <h2>{title}</h2>
        <Button
          variant="subtle"
          size="xs"
          aria-label={t("aging.list-close")}
          onClick={onClose}
          leftSection={<IconX size={15} stroke={1.8} aria-hidden="true" />}
        >
          {t("aging.tie-shut")}
        </Button>
      </div>
      {asked.isError ? (
        <ErrorBar title={t("aging.list-failed", { why: asked.error.message })} onRetry={() => void asked.refetch()} />
      ) : asked.isPending ? (
        <SkeletonRows rows={3} height={32} />
      ) : (
        <table className="num">
          <thead>
            <tr>
              <th scope="col">{t("aging.tie-our-document")}</th>
              <th scope="col">{t("aging.tie-erp-document")}</th>
              <th scope="col">{t("aging.tie-more", { currency })}</th>
            </tr>
          </thead>
          <tbody>
            {asked.data.items.map(({ objects, id, amount }) => (
              <tr key={`${objects.map((one) => one.id).join(" ")} ${id}`}>
                <td>
                  {objects.length === 0
                    ? t("aging.tie-no-document")
                    : objects.map((one) => (
                        <Link
                          key={`${one.kind} ${one.id}`}
                          to="/o/$kind/$id"
                          params={{ kind: one.kind, id: one.id }}
                          className="id"
                        >
                          {one.id}
                        </Link>
                      ))}
                </td>
                <td>{id ?? t("aging.tie-no-document")}</td>
                <td>{exact(amount)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </div>
  );
}
