import { Button } from "@mantine/core";
import { IconChevronLeft, IconLink } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { Link, useParams } from "@tanstack/react-router";
import { useEffect, useMemo, useState } from "react";
import type { ObjectRow, PageOf, SearchHitRow } from "../../../server/wire/index.ts";
import { useAddress } from "../../app/address.ts";
import { money, moneyExact, zoneName } from "../../app/format.ts";
import { objectSearch } from "../../app/url.ts";
import { eventWord, objectName, word } from "../../app/words.ts";
import { api, namesOf, query, useFeed, useNetwork, useNow } from "../../live/index.ts";
import { rememberLooked } from "../../live/looked.ts";
import { copyText } from "../../widgets/CodeBlock.tsx";
import { EmptyState } from "../../widgets/EmptyState.tsx";
import { ErrorBar } from "../../widgets/Notice.tsx";
import { Panes, useMedia, useWidth } from "../../widgets/Panes.tsx";
import { SkeletonRows } from "../../widgets/Skeleton.tsx";
import { StateGlyph } from "../../widgets/StateGlyph.tsx";
import { say as widgetWord } from "../../widgets/say.ts";
import { Tabs } from "../../widgets/Tabs.tsx";
import { Value } from "../../widgets/Value.tsx";
import { Aside, statusState } from "./Aside.tsx";
import { LaneTimeline, ListTimeline } from "./LaneTimeline.tsx";
import classes from "./object.module.css";
import { StepBar } from "./StepBar.tsx";
import type { Reader } from "./say.ts";
import { deriveSteps } from "./steps.ts";
import { Activity, Facts, Traces } from "./Tables.tsx";
import { t } from "./words.ts";

/** An object: where it is and what it waits for. */
export function Screen() {
  const { kind = "order", id = "" } = useParams({ strict: false });
  const [address] = useAddress(objectSearch);
  const environment = address.environment ?? "";
  const feed = useFeed("object", environment === "" ? { kind, id } : { kind, id, environment });
  const fitting =
    address.issuer === undefined
      ? feed.rows
      : feed.rows.filter((row) =>
          row.keys.some((key) => key.kind === kind && key.id === id && key.issuer === address.issuer),
        );
  const object = fitting.length === 1 ? fitting[0] : undefined;
  if (object) {
    return (
      <>
        {feed.error && (
          <ErrorBar title={feed.error.detail ?? feed.error.title} id={feed.error.errorId} onRetry={feed.again} />
        )}
        <OneObject object={object} />
      </>
    );
  }
  if (feed.loading) return <SkeletonRows rows={10} height={44} />;
  if (feed.error && feed.error.status !== 404 && feed.error.status !== 300) {
    return (
      <ErrorBar
        title={t("obj.failed-read", { why: feed.error.detail ?? feed.error.title })}
        id={feed.error.errorId}
        onRetry={feed.again}
      />
    );
  }
  return feed.rows.length > 1 ? <Which kind={kind} id={id} rows={feed.rows} /> : <NoSuch kind={kind} id={id} />;
}

/** One number under several issuers: whose is meant. */
function Which({
  kind,
  id,
  rows,
}: {
  readonly kind: string;
  readonly id: string;
  readonly rows: readonly ObjectRow[];
}) {
  const names = namesOf(useNetwork());
  return (
    <EmptyState title={t("obj.which", { id })} why={t("obj.which-why")}>
      <ul className={classes.choices}>
        {rows.flatMap((row) => {
          const key = row.keys.find((one) => one.kind === kind && one.id === id);
          if (!key) return [];
          const search = {
            issuer: key.issuer,
            ...(row.environment === "" ? {} : { environment: row.environment }),
          };
          const about = [row.customer, row.warehouse, row.milestone === null ? null : eventWord(row.milestone)];
          return [
            <li key={key.issuer}>
              <Link to="/o/$kind/$id" params={{ kind, id }} search={search}>
                {key.issuer === "*"
                  ? objectName(row)
                  : t("obj.id-issuer", { kind: objectName({ kind, id }), issuer: names.system(key.issuer) })}
              </Link>{" "}
              <span className={classes.faint}>{about.filter(Boolean).join(" · ")}</span>
            </li>,
          ];
        })}
      </ul>
    </EmptyState>
  );
}

/** The number names none, or several: what to do, or which to choose. */
function NoSuch({ kind, id }: { readonly kind: string; readonly id: string }) {
  const asked = useQuery({
    queryKey: ["search", id],
    queryFn: ({ signal }) => api<PageOf<SearchHitRow>>(`/search${query({ q: id })}`, { signal }),
  });
  const fits = asked.data?.items.filter((hit) => hit.exact) ?? [];
  if (asked.isPending) return <SkeletonRows rows={4} height={44} />;
  return (
    <EmptyState
      title={fits.length > 0 ? t("obj.which", { id }) : t("obj.not-found", { name: objectName({ kind, id }) })}
      why={t(fits.length > 0 ? "obj.which-why" : "obj.not-found-why")}
    >
      {fits.length > 0 ? (
        <ul className={classes.choices}>
          {fits.map((hit) => (
            <li key={`${hit.environment}@${hit.kind} ${hit.id}`}>
              <Link
                to="/o/$kind/$id"
                params={{ kind: hit.kind, id: hit.id }}
                search={hit.environment === "" ? {} : { environment: hit.environment }}
              >
                {objectName(hit)}
              </Link>{" "}
              <span className={classes.faint}>
                {[hit.customer, hit.warehouse, hit.milestone === null ? null : eventWord(hit.milestone)]
                  .filter(Boolean)
                  .join(" · ")}
              </span>
            </li>
          ))}
        </ul>
      ) : (
        <div className={classes.buttons}>
          <Button renderRoot={(props) => <Link {...props} to="/find" search={{ q: id }} />}>
            {t("obj.search", { id })}
          </Button>
          <Button variant="default" renderRoot={(props) => <Link {...props} to="/connect" />}>
            {t("obj.connect")}
          </Button>
        </div>
      )}
    </EmptyState>
  );
}

function CopyLink() {
  const [copied, setCopied] = useState(false);
  useEffect(() => {
    if (!copied) return;
    const timer = setTimeout(() => setCopied(false), 2000);
    return () => clearTimeout(timer);
  }, [copied]);
  return (
    <Button
      variant="default"
      size="xs"
      leftSection={<IconLink size={15} stroke={1.8} aria-hidden="true" />}
      onClick={() => void copyText(location.href).then(() => setCopied(true))}
    >
      <span aria-live="polite">{copied ? widgetWord("do.copied") : t("obj.copy-link")}</span>
    </Button>
  );
}

function Worth({ object }: { readonly object: ObjectRow }) {
  if (object.value === null) return null;
  const { amount, currency, basis } = object.value;
  const estimate = basis === "order-price";
  return (
    <span className={classes.worth} title={word("basis", basis)}>
      <Value text={estimate ? money(amount, currency) : moneyExact(amount, currency)} estimate={estimate} strong />
    </span>
  );
}

function OneObject({ object }: { readonly object: ObjectRow }) {
  const [address, change] = useAddress(objectSearch);
  const width = useWidth();
  const phone = useMedia("(max-width: 56em)");
  const network = useNetwork();
  const names = namesOf(network);
  const now = useNow(1000);
  const zone = names.zone(object.warehouse);
  const reader: Reader = { now, zone, system: names.system };
  const steps = useMemo(() => deriveSteps(object, network?.flows ?? []), [object, network]);
  const { kind, id, environment } = object;
  useEffect(() => rememberLooked({ kind, id, environment }), [kind, id, environment]);

  const open = object.exceptions.find((one) => one.state !== "resolved");
  const missed = object.expectations.find((one) => one.state === "missed");
  const state =
    object.milestone === null || object.status === "cancelled"
      ? word("status", object.status)
      : eventWord(object.milestone);
  const keys = object.keys.filter((key) => !(key.kind === object.kind && key.id === object.id && key.issuer === "*"));
  const home = names.zone(null);
  const tabs = [
    { id: "timeline", label: t("obj.timeline") },
    { id: "facts", label: t("obj.facts"), count: object.eventsTotal },
    { id: "traces", label: t("obj.traces"), count: object.traces.length },
    { id: "activity", label: t("obj.activity") },
  ];
  const tab = tabs.some((one) => one.id === address.tab) ? (address.tab ?? "timeline") : "timeline";
  const aside = <Aside object={object} reader={reader} names={names} />;

  return (
    <Panes detail={width === "narrow" ? null : aside} detailWidth={360}>
      <div className={classes.page}>
        <div className={classes.back}>
          <Link to="/find">
            <IconChevronLeft size={15} stroke={1.8} aria-hidden="true" /> {t("obj.back")}
          </Link>
          <CopyLink />
        </div>
        <header className={classes.headline}>
          <h1 className={`${classes.title} id`}>{objectName(object)}</h1>
          {open ? (
            <StateGlyph state={open.kind === "missing-event" ? "missed" : "failed"}>{open.title}</StateGlyph>
          ) : missed ? (
            <StateGlyph state="missed">{t("obj.missed-what", { what: eventWord(missed.expects) })}</StateGlyph>
          ) : (
            <StateGlyph state={statusState[object.status]}>{state}</StateGlyph>
          )}
          <span className={classes.who}>
            {[object.customer, object.warehouse === null ? null : names.site(object.warehouse)]
              .filter(Boolean)
              .join(" · ")}{" "}
            <Worth object={object} />
          </span>
        </header>
        {keys.length > 0 && (
          <ul className={classes.chips} aria-label={t("obj.ids")}>
            {keys.map((key) => (
              <li key={`${key.kind} ${key.issuer} ${key.id}`}>
                <span>
                  {key.issuer === "*"
                    ? word("object", key.kind)
                    : key.kind === object.kind
                      ? names.system(key.issuer)
                      : t("obj.id-issuer", { kind: word("object", key.kind), issuer: names.system(key.issuer) })}
                </span>{" "}
                <b className="id">{key.id}</b>
              </li>
            ))}
          </ul>
        )}
        {object.environment !== "" && (
          <p className={classes.remark}>{t("obj.apart", { environment: object.environment })}</p>
        )}
        {object.joinedInProgress && <p className={classes.remark}>{t("obj.joined")}</p>}
        <StepBar steps={steps} reader={reader} most={phone ? 12 : 9} />
        <Tabs
          label={t("obj.tabs")}
          tabs={tabs}
          value={tab}
          onChange={(one) => change({ tab: one === "timeline" ? undefined : one })}
          extra={
            <span className={classes.legend}>
              {tab === "timeline" && !phone && (
                <>
                  <StateGlyph state="done" size={14}>
                    {t("obj.happened")}
                  </StateGlyph>
                  <StateGlyph state="waiting" size={14}>
                    {t("obj.expected")}
                  </StateGlyph>
                  <StateGlyph state="missed" size={14}>
                    {t("obj.missed")}
                  </StateGlyph>
                </>
              )}
              <span>
                {zoneName(zone, now)}
                {zone !== home && ` (${names.company}: ${zoneName(home, now)})`}
              </span>
            </span>
          }
        >
          {(one) => {
            if (one === "facts") return <Facts object={object} reader={reader} />;
            if (one === "traces") return <Traces object={object} reader={reader} />;
            if (one === "activity") return <Activity object={object} reader={reader} />;
            if (object.events.length === 0 && object.expectations.length === 0)
              return <EmptyState title={t("obj.no-facts")} why={t("obj.no-facts-why")} />;
            return phone ? (
              <ListTimeline object={object} reader={reader} />
            ) : (
              <LaneTimeline object={object} reader={reader} />
            );
          }}
        </Tabs>
        {width === "narrow" && aside}
      </div>
    </Panes>
  );
}
