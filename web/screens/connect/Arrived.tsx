import { IconCheck, IconFilter, IconTestPipe, IconX } from "@tabler/icons-react";
import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";
import type { IntakeRow } from "../../../server/wire/index.ts";
import { bytes, count, percent, timeSeconds } from "../../app/format.ts";
import { objectName } from "../../app/words.ts";
import classes from "./Arrived.module.css";
import { type Check, checkIntake, checksDone, findSource, needsKey } from "./checklist.ts";
import shared from "./connect.module.css";
import { Mapping } from "./Mapping.tsx";
import { t } from "./words.ts";

const titles: Readonly<Record<Check["id"], readonly [string, string]>> = {
  bytes: [t("connect.bytes"), t("connect.bytes")],
  decoded: [t("connect.decoded"), t("connect.decoded-failed")],
  named: [t("connect.named"), t("connect.named-failed")],
  keyed: [t("connect.keyed-done"), t("connect.keyed-failed")],
  object: [t("connect.object"), t("connect.object")],
};

function Glyph({ state }: { readonly state: Check["state"] }) {
  return (
    <span className={classes.checkGlyph} data-state={state} aria-hidden="true">
      {state === "done" && <IconCheck size={13} stroke={3} />}
      {state === "failed" && <IconX size={13} stroke={3} />}
    </span>
  );
}

/** What has arrived, line by line, live; the first line that fails opens in place with its remedy. */
export function Arrived({
  intake,
  system,
  zone,
  chip,
}: {
  readonly intake: IntakeRow | null;
  readonly system: string | null;
  readonly zone: string;
  readonly chip: ReactNode;
}) {
  const checks = checkIntake(intake, system);
  const source = intake ? findSource(intake, system) : undefined;
  const done = checksDone(checks);
  return (
    <section aria-labelledby="arrived">
      <div className={classes.arrivedHead}>
        <div>
          <h2 id="arrived" className={shared.section}>
            {t("connect.arrived")}
          </h2>
          <p className={shared.faint} aria-live="polite">
            {source
              ? t("connect.arrived-from", { done, all: checks.length, service: source.service })
              : t("connect.arrived-count", { done, all: checks.length })}
          </p>
        </div>
        {chip}
      </div>
      <ol className={classes.checks}>
        {checks.map((check) => (
          <li key={check.id} className={classes.check} data-state={check.state}>
            <Glyph state={check.state} />
            <div className={classes.checkBody}>
              <div className={classes.checkHead}>
                <b>{titles[check.id][check.state === "failed" ? 1 : 0]}</b>
                {check.at && <span className="num">{timeSeconds(check.at, zone)}</span>}
              </div>
              <Detail check={check} intake={intake} system={system} />
            </div>
          </li>
        ))}
      </ol>
    </section>
  );
}

function Detail({
  check,
  intake,
  system,
}: {
  readonly check: Check;
  readonly intake: IntakeRow | null;
  readonly system: string | null;
}) {
  const first = intake?.requests[0];
  const source = intake ? findSource(intake, system) : undefined;
  const sources = intake ? (source ? [source] : intake.sources) : [];
  const faint = (text: string) => <p className={shared.faint}>{text}</p>;
  if (check.id === "bytes") {
    if (check.state !== "done")
      return faint(
        t("connect.bytes-waiting", {
          endpoint: intake?.endpoints.otlpHttp ?? "",
          grpc: intake?.endpoints.otlpGrpc ?? "",
        }),
      );
    return first ? faint(t("connect.bytes-done", { route: first.route, bytes: bytes(first.bytes) })) : null;
  }
  if (check.id === "decoded") {
    if (check.state === "failed")
      return <p className={shared.reason}>{intake?.requests.find((r) => r.message)?.message ?? ""}</p>;
    if (check.state === "waiting" || !intake) return faint(t("connect.decoded-waiting"));
    const sum = (of: "records" | "rejected"): number => intake.requests.reduce((total, r) => total + r[of], 0);
    return faint(t("connect.decoded-done", { records: sum("records"), rejected: sum("rejected") }));
  }
  if (check.id === "named") {
    if (check.state === "failed") return faint(t("connect.named-why"));
    return check.state === "done" ? faint([...new Set(sources.map((s) => s.service))].slice(0, 3).join(", ")) : null;
  }
  if (check.id === "keyed") {
    if (check.state === "done") {
      const records = sources.reduce((sum, s) => sum + s.records, 0);
      return records > 0
        ? faint(t("connect.keyed-count", { keyed: count(sources.reduce((sum, s) => sum + s.keyed, 0)), records }))
        : null;
    }
    if (check.state !== "failed" || !intake) return null;
    const names = intake.keyNames.flatMap((one) => one.names);
    const needy = needsKey(intake, system);
    return (
      <>
        {names[0] !== undefined && faint(t("connect.keyed-why", { first: names[0], n: Math.max(0, names.length - 1) }))}
        {needy && <Mapping key={needy.system} source={needy} />}
      </>
    );
  }
  if (check.state !== "done" || !intake?.firstObject)
    return faint(t(intake?.keyFoundAt ? "connect.object-soon" : "connect.object-waiting"));
  const object = intake.firstObject;
  return (
    <Link to="/o/$kind/$id" params={{ kind: object.kind, id: object.id }} className="reach">
      {objectName(object)}
    </Link>
  );
}

/** Sampled sources and other environments, told before they can raise anything. */
export function WorthKnowing({ intake }: { readonly intake: IntakeRow }) {
  const sampled = intake.sources.filter((source) => source.presence === "sampled");
  return (
    <section aria-labelledby="worth">
      <h2 id="worth" className={shared.section}>
        {t("connect.worth")}
      </h2>
      {sampled.map((source) => (
        <div key={`${source.environment}@${source.system}`} className={classes.card} data-tone="medium">
          <IconFilter size={17} stroke={1.8} aria-hidden="true" />
          <div>
            <b>
              {source.share === null
                ? t("connect.sampled-unknown", { service: source.service })
                : t("connect.sampled", {
                    service: source.service,
                    share: percent(source.share, source.share < 0.01 ? 1 : 0),
                  })}
            </b>
            <p>{t("connect.sampled-why")}</p>
          </div>
        </div>
      ))}
      {intake.environmentsApart.map((one) => (
        <div key={one.environment} className={classes.card}>
          <IconTestPipe size={17} stroke={1.8} aria-hidden="true" />
          <div>
            <b>{t("connect.apart", { n: one.records, environment: one.environment })}</b>
            <p>{t("connect.apart-why")}</p>
          </div>
        </div>
      ))}
      {sampled.length + intake.environmentsApart.length === 0 && <p className={shared.faint}>{t("connect.clean")}</p>}
    </section>
  );
}
