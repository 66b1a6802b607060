import { parse } from "yaml";
import type { CalendarPlan, Plan } from "./facts.ts";

const weekdays = ["sun", "mon", "tue", "wed", "thu", "fri", "sat"];

/** Milliseconds of a length as the network file writes it: 15m, 4h, 5d. */
function lengthOf(told: unknown): number {
  const [, count, unit] = /^(\d+)([smhd])$/.exec(String(told)) ?? [];
  const units: Readonly<Record<string, number>> = { s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 };
  return Number(count ?? 0) * (units[unit ?? "s"] ?? 0);
}

/** What the reference needs of a network file. */
export function planOf(text: string): Plan {
  const file = parse(text);
  const calendars = new Map<string, CalendarPlan>();
  for (const { id, timezone, hours, holidays } of file.calendars ?? []) {
    const open = new Map<number, readonly [number, number]>();
    for (const [days, span] of Object.entries(hours as Record<string, string>)) {
      const [first, last] = days.split("-").map((name) => weekdays.indexOf(name)) as [number, number | undefined];
      const [from, to] = span.split("-").map((clock) => {
        const [hour, minute] = clock.split(":").map(Number) as [number, number];
        return hour * 60 + minute;
      }) as [number, number];
      for (let day = first; day <= (last ?? first); day++) open.set(day, [from, to]);
    }
    calendars.set(id, { zone: timezone ?? null, hours: open, holidays: new Set(holidays ?? []) });
  }
  return {
    zone: file.company.timezone,
    currency: file.company.currency,
    graceMs: lengthOf(file.company.grace ?? "0m"),
    adjustmentsMs: lengthOf(file.stock?.adjustments ?? "0m"),
    stock: { ledger: file.stock?.ledger ?? "erp", floor: file.stock?.floor ?? "wms" },
    zones: new Map(
      (file.warehouses as { id: string; timezone: string }[]).map(({ id, timezone }) => [id, timezone] as const),
    ),
    systems: (file.systems as ReturnType<typeof parse>[]).map((one) => ({
      id: one.id,
      kind: one.kind,
      service: one.match["service.name"],
      warehouse: one.warehouse ?? null,
      partner: one.partner ?? null,
      files: one.delivers !== undefined,
    })),
    rates: new Map((file.company.rates ?? []).map((one: Record<string, string>) => [one.currency, one.rate] as const)),
    flows: (file.flows as ReturnType<typeof parse>[]).map((flow) => ({
      id: flow.id,
      object: flow.object,
      warehouses: flow.warehouses ?? null,
      origin: flow.origin ?? [],
      steps: (flow.steps as ReturnType<typeof parse>[]).map((step) => ({
        id: step.id,
        after: step.after,
        expect: step.expect,
        via: step.via ?? null,
        from: step.from,
        withinMs: lengthOf(step.within),
        calendar: step.calendar ?? null,
        pausedBy: step.pausedBy ?? null,
      })),
    })),
    calendars,
  };
}
