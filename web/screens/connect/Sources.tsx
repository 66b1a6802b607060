import { UnstyledButton } from "@mantine/core";
import {
  IconBrandCSharp,
  IconBrandNodejs,
  IconBrandPython,
  IconBuildingBank,
  IconBuildingWarehouse,
  IconCoffee,
  IconPlug,
  IconRoute,
  IconShoppingCart,
  IconTelescope,
  IconTruckDelivery,
} from "@tabler/icons-react";
import type { SourceRow } from "../../../server/wire/index.ts";
import { age } from "../../app/format.ts";
import { StateGlyph } from "../../widgets/StateGlyph.tsx";
import classes from "./Sources.module.css";
import { type Exporter, exporters } from "./snippets.ts";
import { t } from "./words.ts";

const icons: Readonly<Record<Exporter, typeof IconPlug>> = {
  collector: IconTelescope,
  node: IconBrandNodejs,
  java: IconCoffee,
  dotnet: IconBrandCSharp,
  python: IconBrandPython,
};

const kindIcons: ReadonlyMap<string, typeof IconPlug> = new Map([
  ["erp", IconBuildingBank],
  ["wms", IconBuildingWarehouse],
  ["tms", IconRoute],
  ["shop", IconShoppingCart],
  ["3pl", IconTruckDelivery],
]);

/** The kinds of source that one can add. */
export function Exporters({
  value,
  onChange,
}: {
  readonly value: Exporter;
  readonly onChange: (exporter: Exporter) => void;
}) {
  return (
    <nav aria-label={t("connect.kind")} className={classes.sideList}>
      <h2 className={classes.sideHead}>{t("connect.add")}</h2>
      {exporters.map((one) => {
        const Icon = icons[one];
        return (
          <UnstyledButton
            key={one}
            className={classes.sideItem}
            aria-current={one === value ? "true" : undefined}
            onClick={() => onChange(one)}
          >
            <Icon size={18} stroke={1.6} aria-hidden="true" />
            <span>{t(`connect.${one}`)}</span>
          </UnstyledButton>
        );
      })}
    </nav>
  );
}

/** The sources that were heard, each with how long ago and what is to be known of it. */
export function Sources({
  sources,
  value,
  onChange,
  now,
}: {
  readonly sources: readonly SourceRow[];
  readonly value: string | null;
  readonly onChange: (system: string | null) => void;
  readonly now: number;
}) {
  if (sources.length === 0) return null;
  const reporting = sources.filter((source) => !source.silent && source.lastSeenAt !== null).length;
  return (
    <nav aria-labelledby="sources" className={classes.sideList}>
      <h2 id="sources" className={classes.sideHead}>
        {t("connect.sources", { n: sources.length, reporting })}
      </h2>
      {sources.map((source) => {
        const Icon = kindIcons.get(source.kind ?? "") ?? IconPlug;
        const key = source.system;
        return (
          <UnstyledButton
            key={key}
            className={classes.sideItem}
            aria-current={key === value ? "true" : undefined}
            onClick={() => onChange(key === value ? null : key)}
          >
            <Icon size={18} stroke={1.6} aria-hidden="true" />
            <span className={classes.sideName} data-apart={source.environment !== "" || undefined}>
              {source.environment === ""
                ? source.name
                : t("connect.source-apart", {
                    name: plainSystem(source),
                    environment: source.environment,
                  })}
            </span>
            <span className={classes.sideFact}>
              <SourceFact source={source} now={now} />
            </span>
          </UnstyledButton>
        );
      })}
    </nav>
  );
}

/** The system's own id, without the environment that it is kept apart under. */
function plainSystem({ system, environment }: SourceRow): string {
  const mark = `${environment}@`;
  return system.startsWith(mark) ? system.slice(mark.length) : system;
}

function SourceFact({ source, now }: { readonly source: SourceRow; readonly now: number }) {
  if (source.silent)
    return (
      <StateGlyph state="silent" size={14}>
        {t("connect.silent")}
      </StateGlyph>
    );
  if (source.presence === "sampled")
    return (
      <StateGlyph state="not-judged" size={14}>
        {t("connect.part")}
      </StateGlyph>
    );
  return <span className="num">{source.lastSeenAt === null ? t("connect.never") : age(source.lastSeenAt, now)}</span>;
}
