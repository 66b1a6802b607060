import { Button } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import type { AskRow } from "../../../server/wire/index.ts";
import { useAddress } from "../../app/address.ts";
import { count, when, zoneName } from "../../app/format.ts";
import { askSearch } from "../../app/url.ts";
import { type About, namesOf, problemOf, useNetwork, useNow } from "../../live/index.ts";
import { EmptyState } from "../../widgets/EmptyState.tsx";
import { ErrorBar } from "../../widgets/Notice.tsx";
import { SkeletonRows } from "../../widgets/Skeleton.tsx";
import { StateGlyph, type StateName } from "../../widgets/StateGlyph.tsx";
import classes from "./ask.module.css";
import { Compose } from "./Compose.tsx";
import { Sent } from "./Sent.tsx";
import { useAsk, useAsking, useAsks } from "./useAsks.ts";
import { t } from "./words.ts";

const glyphs: Readonly<Record<AskRow["state"], StateName>> = {
  waiting: "waiting",
  "part-answered": "waiting",
  answered: "done",
  overdue: "missed",
  withdrawn: "skipped",
};

/** Asking partners about what they have not told, and what became of it. */
export function Screen() {
  const [search, change] = useAddress(askSearch);
  const network = useNetwork();
  const now = useNow(60_000);
  const about = aboutOf(search);
  return (
    <div className={classes.page}>
      <h1 className={classes.title}>{t("ask.title")}</h1>
      {about !== null && network !== undefined && (
        <Compose
          key={JSON.stringify(about)}
          about={about}
          partners={network.partners}
          first={search.partner}
          now={now}
        />
      )}
      <Asked
        now={now}
        zone={namesOf(network).zone(search.site)}
        front={search.a}
        onFront={(a) => change({ ...search, a })}
      />
    </div>
  );
}

function aboutOf({
  cause,
  ids,
}: {
  readonly cause?: string | undefined;
  readonly ids?: string | undefined;
}): About | null {
  if (cause !== undefined) return { cause };
  const list = (ids ?? "").split(",").filter((id) => id !== "");
  return list.length === 0 ? null : { ids: list };
}

function Asked({
  now,
  zone,
  front,
  onFront,
}: {
  readonly now: number;
  readonly zone: string;
  readonly front: string | undefined;
  readonly onFront: (id: string | undefined) => void;
}) {
  const asks = useAsks();
  const { again, withdraw } = useAsking();
  if (asks.isPending) return <SkeletonRows rows={4} height={43} />;
  const failed = asks.error ?? again.error ?? withdraw.error;
  const rows = asks.data?.items ?? [];
  return (
    <section>
      <h2 className={classes.section}>{t("ask.asked")}</h2>
      {failed !== null && (
        <ErrorBar
          title={t("ask.unread", { why: problemOf(failed).detail ?? problemOf(failed).title })}
          id={problemOf(failed).errorId}
          onRetry={() => void asks.refetch()}
        />
      )}
      {again.data !== undefined && <Sent made={again.data} now={now} zone={zone} />}
      {rows.length === 0 ? (
        <EmptyState title={t("ask.none")} why={t("ask.none-why")}>
          <Link to="/queue" className="reach">
            {t("ask.title")}
          </Link>
        </EmptyState>
      ) : (
        <div className={classes.frame}>
          <table className={classes.table}>
            <thead>
              <tr>
                <th scope="col">{t("ask.col-ask")}</th>
                <th scope="col">{t("ask.col-partner")}</th>
                <th scope="col">{t("ask.col-stands")}</th>
                <th scope="col">{t("ask.col-numbers")}</th>
                <th scope="col">{`${t("ask.col-asked")}, ${zoneName(zone, now)}`}</th>
                <th scope="col">{`${t("ask.col-due")}, ${zoneName(zone, now)}`}</th>
                <td />
              </tr>
            </thead>
            <tbody>
              {rows.map((row) => (
                <tr key={row.id} data-front={row.id === front || undefined}>
                  <td>
                    <button
                      type="button"
                      className={classes.open}
                      aria-expanded={row.id === front}
                      onClick={() => onFront(row.id === front ? undefined : row.id)}
                    >
                      {row.id}
                    </button>
                  </td>
                  <td>{row.partner.name}</td>
                  <td>
                    <StateGlyph state={glyphs[row.state]}>{t(`ask.${row.state}`)}</StateGlyph>
                  </td>
                  <td className="num">
                    {t("ask.numbers", { answered: count(row.answered), n: count(row.numbers) })}
                    {row.ended > 0 && <span className={classes.faint}> · {t("ask.ended", { n: row.ended })}</span>}
                  </td>
                  <td>
                    {when(row.at, now, zone)}, {row.by}
                    <span className={classes.faint}> · {t("ask.sent", { n: row.sent.length })}</span>
                  </td>
                  <td>{when(row.dueAt, now, zone)}</td>
                  <td className={classes.acts}>
                    {row.state !== "answered" && row.state !== "withdrawn" && (
                      <>
                        <Button
                          variant="default"
                          size="xs"
                          loading={again.isPending && again.variables === row.id}
                          onClick={() => again.mutate(row.id)}
                        >
                          {t("ask.again")}
                        </Button>
                        <Button variant="subtle" size="xs" onClick={() => withdraw.mutate(row.id)}>
                          {t("ask.withdraw")}
                        </Button>
                      </>
                    )}
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
      {front !== undefined && <Numbers id={front} />}
    </section>
  );
}

/** The numbers of one ask, each with what was answered. */
function Numbers({ id }: { readonly id: string }) {
  const ask = useAsk(id);
  if (ask.data === undefined) return null;
  return (
    <section aria-label={id}>
      <p className={classes.label}>{t("ask.told")}</p>
      <div className={classes.frame}>
        <table className={classes.table}>
          <thead>
            <tr>
              <th scope="col">{t("ask.col-number")}</th>
              <th scope="col">{t("ask.col-customer")}</th>
              <th scope="col">{t("ask.col-answer")}</th>
            </tr>
          </thead>
          <tbody>
            {ask.data.lines.map((line) => (
              <tr key={line.exceptions.join()}>
                <td>
                  <Link to="/x/$id" params={{ id: line.exceptions[0] ?? "" }} className="id">
                    {line.id}
                  </Link>
                </td>
                <td>{line.customer}</td>
                <td>
                  {line.state === "ended" ? t("ask.seen") : line.told === null ? t("ask.no-answer") : line.told}
                  {line.answer !== null && <span className={classes.faint}> · {line.answer.by}</span>}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </section>
  );
}
