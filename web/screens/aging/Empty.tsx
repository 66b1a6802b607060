import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";
import type { PostingTable } from "../../../server/wire/index.ts";
import { when, zoneName } from "../../app/format.ts";
import { type Names, useAnyHeard } from "../../live/index.ts";
import { EmptyState } from "../../widgets/EmptyState.tsx";
import type { Kept } from "./names.ts";
import { t } from "./words.ts";

/** Why nothing of a side is listed: all is in the books, only a part is shown, or a source that could tell is silent or none was ever heard. Never good news then. */
export function Empty({
  table,
  kept,
  names,
  at,
  now,
  children,
}: {
  readonly table: PostingTable;
  readonly kept: readonly Kept[];
  readonly names: Names;
  /** Unix milliseconds as of which it is. */
  readonly at: number;
  readonly now: number;
  readonly children: ReactNode;
}) {
  const heard = useAnyHeard();
  if (!heard)
    return (
      <EmptyState title={t("aging.empty-unheard")} why={t("aging.empty-unheard-why")}>
        <Link to="/connect" className="reach">
          {t("aging.empty-connect")}
        </Link>
      </EmptyState>
    );
  if (table.silent.length > 0)
    return (
      <EmptyState
        title={t("aging.empty-silent")}
        why={t("aging.empty-silent-why", {
          systems: table.silent.map((one) => names.system(one.system)).join(", "),
        })}
      >
        {children}
      </EmptyState>
    );
  if (kept.length > 0)
    return (
      <EmptyState
        title={t("aging.empty-only")}
        why={t("aging.empty-only-why", {
          what: kept.map((one) => t("aging.only", { what: one.word, of: one.of })).join(", "),
        })}
      >
        {children}
      </EmptyState>
    );
  return (
    <EmptyState
      good
      title={t(`aging.empty.${table.id}`)}
      why={t("aging.empty-why", { at: when(at, now, table.zone), zone: zoneName(table.zone, at) })}
    />
  );
}
