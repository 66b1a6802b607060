import type { IntakeRow, IntakeSource } from "../../../server/wire/index.ts";
import { bytes, percent, timeSeconds } from "../../app/format.ts";
import { word } from "../../app/words.ts";
import { StateIcon } from "../../widgets/StateGlyph.tsx";
import shared from "./connect.module.css";
import classes from "./Requests.module.css";
import { t } from "./words.ts";

/** The last requests at the ingest door, refused ones with the reason that the sender was told. */
export function Requests({ intake, zone }: { readonly intake: IntakeRow; readonly zone: string }) {
  const shown = intake.requests.slice(0, 8);
  return (
    <section aria-labelledby="requests">
      <h2 id="requests" className={shared.section}>
        {t("connect.requests")}
      </h2>
      {shown.length === 0 && <p className={shared.faint}>{t("connect.requests-none")}</p>}
      <ul className={classes.requests}>
        {shown.map((request, i) => {
          const ok = request.status < 300;
          return (
            // biome-ignore lint/suspicious/noArrayIndexKey: several may come in one millisecond
            <li key={`${request.at} ${i}`} className={classes.request}>
              <span className="num">{timeSeconds(request.at, zone)}</span>
              <StateIcon state={ok ? (request.rejected > 0 ? "late" : "done") : "failed"} size={14} />
              <span className={classes.requestText}>
                <b>{request.services[0] ?? request.sender}</b>{" "}
                <span className={shared.faint}>
                  {request.route.replace("/v1/", "")} ·{" "}
                  {ok ? t("connect.request-records", { n: request.records }) : request.status} · {bytes(request.bytes)}
                  {request.rejected > 0 && ok && ` · ${t("connect.request-rejected", { n: request.rejected })}`}
                </span>
                {request.message !== null && <span className={shared.reason}>{request.message}</span>}
              </span>
            </li>
          );
        })}
      </ul>
    </section>
  );
}

/** The attribute names of one source, and which of them were read as keys. */
export function Names({ source }: { readonly source: IntakeSource }) {
  return (
    <section aria-labelledby="names">
      <h2 id="names" className={shared.section}>
        {t("connect.names", { service: source.service })}
      </h2>
      <ul className={classes.names}>
        {source.names.slice(0, 24).map((one) => (
          <li key={one.name} className={classes.name}>
            <span className="mono">
              {one.name} <span className={shared.example}>{one.example}</span>
            </span>
            {one.key !== null && (
              <span className={classes.keyed}>
                {t("connect.names-key", { kind: word("object", one.key).toLowerCase() })}
              </span>
            )}
            <span className="num">{one.of > 0 ? percent(one.count / one.of, 0) : ""}</span>
          </li>
        ))}
      </ul>
    </section>
  );
}

/** What usually stands in the way, and the names that need no configuration. */
export function Help({ intake }: { readonly intake: IntakeRow | null }) {
  const { otlpHttp: http = "4318", otlpGrpc: grpc = "4317" } = intake?.endpoints ?? {};
  return (
    <section className={classes.help}>
      <details className={shared.fold}>
        <summary>{t("connect.causes")}</summary>
        <ol>
          {([1, 2, 3, 4, 5, 6] as const).map((n) => (
            <li key={n}>{t(`connect.cause-${n}`, { http, grpc })}</li>
          ))}
        </ol>
      </details>
      {intake !== null && intake.keyNames.length > 0 && (
        <details className={shared.fold}>
          <summary>{t("connect.key-names")}</summary>
          <dl className={classes.keyNames}>
            {intake.keyNames.map((one) => (
              <div key={one.kind}>
                <dt>{word("object", one.kind)}</dt>
                <dd className="mono">{one.names.join(", ")}</dd>
              </div>
            ))}
          </dl>
        </details>
      )}
    </section>
  );
}
