import { Button } from "@mantine/core";
import { IconChevronLeft, IconChevronRight } from "@tabler/icons-react";
import { Link } from "@tanstack/react-router";
import { useMemo } from "react";
import type { PartnerScore } from "../../../server/wire/index.ts";
import { type AddressChange, useAddress } from "../../app/address.ts";
import { dayName } from "../../app/format/days.ts";
import { oldSaid } from "../../app/format/old.ts";
import { dayKey, when, zoneName } from "../../app/format.ts";
import { type PartnerSearch, partnerSearch } from "../../app/url/partners.ts";
import { namesOf, oldSince, problemOf, useFreshness, useNetwork, useNow } from "../../live/index.ts";
import { EmptyState } from "../../widgets/EmptyState.tsx";
import { ErrorBar } from "../../widgets/Notice.tsx";
import { OldNotice } from "../../widgets/OldNotice.tsx";
import { SkeletonRows } from "../../widgets/Skeleton.tsx";
import { StateGlyph } from "../../widgets/StateGlyph.tsx";
import { Documents } from "./Documents.tsx";
import { Half } from "./Half.tsx";
import { daysOff, headline, isOpened, lineOf } from "./model.ts";
import { Packet } from "./Packet.tsx";
import classes from "./partners.module.css";
import { usePartner } from "./usePartners.ts";
import { t } from "./words.ts";

/** One partner: both halves in one form, what a line is counted from, and the evidence of one document. */
export function Partner({ id }: { readonly id: string }) {
  const [search, change] = useAddress(partnerSearch);
  const network = useNetwork();
  const names = useMemo(() => namesOf(network), [network]);
  const now = useNow(1000);
  const fresh = useFreshness();
  const asked = usePartner(id, search, true);
  const score = asked.data ?? null;
  const problem = asked.isError ? problemOf(asked.error) : null;
  const old = oldSince(fresh, now);
  const zone = score?.timezone ?? names.zone(null);
  const line = score === null ? null : lineOf(score, search.line);
  const opened = line !== null && isOpened(line) ? line : null;
  return (
    <div className={classes.scroll}>
      <div className={classes.page} data-old={old !== null || undefined}>
        <OldNotice said={oldSaid(fresh, now, zone)} />
        {problem !== null && problem.status !== 404 && (
          <ErrorBar
            title={t("partners.failed", { why: problem.detail ?? problem.title })}
            id={problem.errorId}
            onRetry={() => void asked.refetch()}
          />
        )}
        {score === null ? (
          <div className={classes.panel}>
            {problem?.status === 404 ? (
              <EmptyState title={t("partners.unknown", { id })} why={t("partners.unknown-why")}>
                <Link to="/partners" className="reach">
                  {t("partners.to-list")}
                </Link>
              </EmptyState>
            ) : (
              problem === null && <SkeletonRows rows={9} height={44} />
            )}
          </div>
        ) : (
          <>
            <Head score={score} search={search} change={change} now={now} />
            <div className={classes.halves}>
              {(["theirs", "ours"] as const).map((side) => (
                <Half
                  key={side}
                  side={side}
                  name={score.name}
                  lines={score.lines.filter((one) => one.side === side)}
                  chosen={opened?.id ?? null}
                />
              ))}
            </div>
            {opened === null ? (
              <p className={classes.panel}>
                <span className={classes.nothing}>{t("partners.none-measured")}</span>
              </p>
            ) : (
              <div className={classes.evidence}>
                <Documents
                  score={score}
                  line={opened}
                  search={search}
                  change={change}
                  names={names}
                  now={now}
                  today={dayKey(now, score.timezone)}
                />
                <Packet partner={id} doc={search.doc ?? null} line={opened.id} names={names} />
              </div>
            )}
          </>
        )}
      </div>
    </div>
  );
}

function Head({
  score,
  search,
  change,
  now,
}: {
  readonly score: PartnerScore;
  readonly search: PartnerSearch;
  readonly change: (to: AddressChange<PartnerSearch>, push?: boolean) => void;
  readonly now: number;
}) {
  const { main, rest } = headline(score);
  const today = dayKey(now, score.timezone);
  const after = daysOff(score, 1);
  const days = { from: dayName(score.from, today), to: dayName(score.to, today), zone: zoneName(score.timezone, now) };
  const go = (to: { readonly from?: string; readonly to?: string }) =>
    change({ from: to.from, to: to.to, week: undefined, doc: undefined }, true);
  return (
    <header className={classes.head}>
      <div>
        <h1 className={classes.title}>
          <b>{main}</b> {rest}
        </h1>
        <p className={`${classes.quiet} num`}>{t("partners.days", days)}</p>
        {score.silent.map(({ system, name, since }) => (
          <StateGlyph key={system} state="silent">
            {t("partners.silent", { name, at: when(since, now, score.timezone) })}
          </StateGlyph>
        ))}
      </div>
      <nav className={classes.tools} aria-label={t("partners.period")}>
        <Link to="/partners" className="reach">
          {t("partners.to-list")}
        </Link>
        <Button
          variant="default"
          size="xs"
          leftSection={<IconChevronLeft size={14} aria-hidden="true" />}
          onClick={() => go(daysOff(score, -1))}
        >
          {t("partners.before")}
        </Button>
        {search.from !== undefined && (
          <Button variant="default" size="xs" onClick={() => go({})}>
            {t("partners.now")}
          </Button>
        )}
        {search.from !== undefined && after.from <= today && (
          <Button
            variant="default"
            size="xs"
            rightSection={<IconChevronRight size={14} aria-hidden="true" />}
            onClick={() => go(after)}
          >
            {t("partners.after")}
          </Button>
        )}
      </nav>
    </header>
  );
}
