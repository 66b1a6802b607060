import { exceptionKinds, type Network, type RoutingFacts, severities } from "../domain/index.ts";

const names = ["kind", "flow", "step", "system", "partner", "warehouse", "severity", "value", "tier", "cause"] as const;

/** Reads `key=value` words into the facts that routing looks at; `value` is in units of the company's currency. */
export function factsFrom(
  words: readonly string[],
  network: Network,
): { readonly ok: true; readonly value: RoutingFacts } | { readonly ok: false; readonly fault: string } {
  const told = new Map<string, string>();
  for (const word of words) {
    const cut = word.indexOf("=");
    const name = cut < 0 ? word : word.slice(0, cut);
    if (cut < 0 || !names.some((known) => known === name))
      return { ok: false, fault: `"${word}" is none of ${names.join(", ")}, as kind=missing-event.` };
    told.set(name, word.slice(cut + 1));
  }
  const kind = exceptionKinds.find((known) => known === (told.get("kind") ?? "failed-event"));
  if (kind === undefined) return { ok: false, fault: `kind is one of ${exceptionKinds.join(", ")}.` };
  const severity = severities.find((known) => known === (told.get("severity") ?? "medium"));
  if (severity === undefined) return { ok: false, fault: `severity is one of ${severities.join(", ")}.` };
  const amount = told.get("value");
  if (amount !== undefined && !/^\d+(\.\d+)?$/.test(amount))
    return { ok: false, fault: `value is an amount as 1240.50, not "${amount}".` };
  const { currency } = network.company;
  return {
    ok: true,
    value: {
      kind,
      severity,
      flow: told.get("flow") ?? null,
      step: told.get("step") ?? null,
      system: told.get("system") ?? null,
      partner: told.get("partner") ?? null,
      warehouse: told.get("warehouse") ?? null,
      value:
        amount === undefined ? null : { minor: Math.round(Number(amount) * network.minorUnits(currency)), currency },
      customerTier: told.get("tier") ?? null,
      causeFamily: told.get("cause") ?? null,
    },
  };
}
