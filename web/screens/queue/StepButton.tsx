import { Button } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import type { DepartureRow, PageOf, RunbookAction } from "../../../server/wire/index.ts";
import { count } from "../../app/format.ts";
import { type About, api, careTable, query, useNetwork } from "../../live/index.ts";
import { CopyTable } from "../../widgets/CopyTable.tsx";
import { advise } from "./adviceWords.ts";
import type { DialogKind } from "./Dialogs.tsx";

/** What the steps of a runbook are for here: one exception, or all of a cause. */
export interface Concern {
  readonly about: About;
  /** How many it concerns; null for one. */
  readonly count: number | null;
  /** Where a truck could leave later with it; null where it is of several buildings or of none. */
  readonly warehouse: string | null;
  /** False while nothing may be sent. */
  readonly allowed: boolean;
  /** Does it at once or opens its form; `team` is chosen in it. */
  readonly perform: (kind: DialogKind, team?: string) => void;
}

const forms = { take: "take", "hand-over": "over", told: "told", close: "close" } as const;

/** The button for what a step names: it opens what keys and screens open for the same. Without one where it does not apply. */
export function StepButton({
  action,
  words,
  concern,
}: {
  readonly action: RunbookAction;
  readonly words: string;
  readonly concern: Concern;
}) {
  const network = useNetwork();
  const { about, allowed } = concern;
  const what = words.charAt(0).toUpperCase() + words.slice(1);
  const label = concern.count === null ? what : advise("advice.do", { what, n: count(concern.count) });
  const { deed, team } = action;
  switch (deed) {
    case "take":
    case "told":
    case "close":
    case "hand-over": {
      if (team !== undefined && !network?.teams.some(({ id }) => id === team)) return null;
      return (
        <Button variant="default" disabled={!allowed} onClick={() => concern.perform(forms[deed], team)}>
          {label}
        </Button>
      );
    }
    case "ask-partner": {
      const search = "cause" in about ? { cause: about.cause } : { ids: about.ids.join(",") };
      return (
        <Button variant="default" renderRoot={(props) => <Link {...props} to="/ask" search={search} />}>
          {label}
        </Button>
      );
    }
    case "copy-for-care":
      return <CopyTable label={label} load={() => careTable(about)} />;
    case "ship-later":
      return <LaterButton what={what} concern={concern} />;
  }
}

/** Opens the departure that would leave without them, where a later one is chosen; none where no truck is known to. */
function LaterButton({ what, concern }: { readonly what: string; readonly concern: Concern }) {
  const { about, warehouse } = concern;
  const { data } = useQuery({
    queryKey: ["departures-of", warehouse],
    enabled: warehouse !== null,
    queryFn: ({ signal }) =>
      api<PageOf<DepartureRow>>(`/departures${query({ warehouse: warehouse ?? "" })}`, { signal }),
    staleTime: 30_000,
  });
  const held = (row: DepartureRow) =>
    row.causes.filter(({ causeId, exceptions }) =>
      "cause" in about ? causeId === about.cause : exceptions.some((id) => about.ids.includes(id)),
    );
  const row = data?.items.find((one) => !one.left && held(one).length > 0);
  if (warehouse === null || row === undefined) return null;
  const orders = held(row).reduce((sum, one) => sum + one.orders.length, 0);
  return (
    <Button
      variant="default"
      renderRoot={(props) => (
        <Link {...props} to="/departures/$warehouse" params={{ warehouse }} search={{ d: row.id }} />
      )}
    >
      {concern.count === null ? what : advise("advice.do", { what, n: count(orders) })}
    </Button>
  );
}
