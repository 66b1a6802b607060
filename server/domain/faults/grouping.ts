import { masked } from "../masked.ts";
import type { ExceptionKind } from "../types.ts";

/** What the members of a group have in common beside their family, and what a group can be split by. */
export const attributeNames = [
  "warehouse",
  "system",
  "version",
  "partner",
  "carrier",
  "customer",
  "tier",
  "flow",
  "step",
  "event",
  "code",
] as const;
export type AttributeName = (typeof attributeNames)[number];

/** An exception as far as groups are told apart by it; null: it has none. */
export type Attributed = Readonly<Record<AttributeName, string | null>>;

/** What has no attribute. */
export const unattributed = Object.fromEntries(attributeNames.map((name) => [name, null])) as Attributed;

/** What tells a family apart: the parts of its text, `says` and `code` with ids and numbers masked. */
export interface Told {
  readonly kind: ExceptionKind;
  readonly system: string | null;
  readonly flow: string | null;
  readonly step: string | null;
  readonly code: string | null;
  readonly says: string;
}

/** What one line of a rule takes, as the network file says it: each that is given holds, by one of its values. */
export type GroupingLine = { readonly [part in keyof Told]?: readonly string[] | undefined };

/** A rule of the network file by which errors are one group, or several where they differ in what it is split by. */
export interface Grouping {
  readonly id: string;
  readonly name: string;
  /** As the file says it; what one of them takes, the rule takes. */
  readonly lines: readonly GroupingLine[];
  /** Pure. */
  matches(told: Told): boolean;
  readonly by: readonly AttributeName[];
}

/** The group that an exception belongs to. */
export interface FaultGroup {
  /** Names the group for links; equal for equal groups. */
  readonly id: string;
  /** Id and name of the rule that makes it; null where its family alone does. */
  readonly rule: { readonly id: string; readonly name: string } | null;
  /** What it was split by, with this group's values. */
  readonly by: readonly { readonly name: AttributeName; readonly value: string | null }[];
}

/** Parts of a family's text (`familyOf`); where an exception has no cause, its own kind and masked title stand for it. */
export function toldBy(family: string, own: { readonly kind: ExceptionKind; readonly title: string }): Told {
  if (family === "")
    return { kind: own.kind, system: null, flow: null, step: null, code: null, says: masked(own.title) };
  const [kind = own.kind, system = "", flow = "", step = "", code = "", ...says] = family.split("\u001f");
  const orNull = (text: string) => (text === "" ? null : text);
  return {
    kind: kind as ExceptionKind,
    system: orNull(system),
    flow: orNull(flow),
    step: orNull(step),
    code: orNull(code),
    says: says.join(" "),
  };
}

/** The group of an exception: by the first rule that takes its family, else by the family itself. Pure. */
export function faultGroupOf(groupings: readonly Grouping[], told: Told, attributes: Attributed): FaultGroup {
  const rule = groupings.find((one) => one.matches(told));
  if (rule === undefined) {
    const { kind, system, flow, step, code, says } = told;
    return { id: [kind, system, flow, step, code, says].map((part) => part ?? "").join("|"), rule: null, by: [] };
  }
  const by = rule.by.map((name) => ({ name, value: attributes[name] }));
  const id = [`rule ${rule.id}`, ...by.map(({ name, value }) => `${name}=${value ?? ""}`)].join("|");
  return { id, rule: { id: rule.id, name: rule.name }, by };
}
