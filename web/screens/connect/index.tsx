import { NativeSelect } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import { useAddress } from "../../app/address.ts";
import { connectSearch } from "../../app/url.ts";
import { namesOf, useFeed, useNetwork, useNow, useSources } from "../../live/index.ts";
import { ErrorBar } from "../../widgets/Notice.tsx";
import { Panes, useWidth } from "../../widgets/Panes.tsx";
import { Arrived, WorthKnowing } from "./Arrived.tsx";
import { findSource } from "./checklist.ts";
import classes from "./connect.module.css";
import { Guide } from "./Guide.tsx";
import { Help, Names, Requests } from "./Requests.tsx";
import { Slowed } from "./Slowed.tsx";
import { Exporters, Sources } from "./Sources.tsx";
import { type Exporter, exporters } from "./snippets.ts";
import { t } from "./words.ts";

const exporterOf = (text: string | undefined): Exporter => exporters.find((one) => one === text) ?? "collector";

/** Connect: what to paste, and what arrives because of it. */
export function Screen() {
  const [address, change] = useAddress(connectSearch);
  const width = useWidth();
  const network = useNetwork();
  const feed = useFeed("intake");
  const sources = useSources();
  const now = useNow(1000);
  const intake = feed.rows[0] ?? null;
  const zone = namesOf(network).zone(null);
  const exporter = exporterOf(address.source);
  const system = address.system ?? null;
  const source = intake ? findSource(intake, system) : undefined;
  const known = sources.rows.length;

  const choose = (one: Exporter): void => change({ source: one === "collector" ? undefined : one });
  const side = (
    <>
      <Exporters value={exporter} onChange={choose} />
      <Sources
        sources={sources.rows}
        value={system}
        onChange={(one) => change({ system: one ?? undefined })}
        now={now}
      />
    </>
  );
  const arrived = (
    <div className={classes.aside}>
      <Arrived intake={intake} system={system} zone={zone} chip={null} />
      {intake && intake.sources.length > 0 && <WorthKnowing intake={intake} />}
      {intake && <Slowed intake={intake} />}
      {source && <Names source={source} />}
      {intake && <Requests intake={intake} zone={zone} />}
      <Help intake={intake} />
    </div>
  );

  return (
    <Panes
      side={width === "wide" ? side : null}
      sideWidth={252}
      detail={width === "narrow" ? null : arrived}
      detailWidth={396}
    >
      <div className={classes.page}>
        {feed.error && <ErrorBar title={feed.error.title} id={feed.error.errorId} onRetry={feed.again} />}
        <div className={classes.inner}>
          <header className={classes.head}>
            <h1 className={classes.title}>{t(known === 0 ? "connect.title-first" : "connect.title")}</h1>
            <Link to="/routing" className="reach">
              {t("connect.routing")}
            </Link>
            {known > 0 && <p className={classes.faint}>{t("connect.lead-known", { sources: known })}</p>}
          </header>
          {known === 0 && !sources.loading && <p className={classes.lead}>{t("connect.lead")}</p>}
          {width !== "wide" && (
            <NativeSelect
              label={t("connect.kind")}
              value={exporter}
              onChange={(e) => choose(exporterOf(e.currentTarget.value))}
              data={exporters.map((one) => ({ value: one, label: t(`connect.${one}`) }))}
            />
          )}
          <Guide exporter={exporter} intake={intake} network={network} now={now} />
        </div>
        {width === "narrow" && arrived}
      </div>
    </Panes>
  );
}
