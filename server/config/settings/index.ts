import * as z from "zod";
import { errors } from "./errors.ts";
import { calendars, company, environments, partners, systems, teams, warehouses } from "./existing.ts";
import { authority, contracts, flows, stock } from "./promises.ts";
import { tests } from "./proof.ts";
import { aliases, mappings } from "./reading.ts";
import { notify, priorities, retention, routing } from "./telling.ts";

/** Every setting there is, in the order in which an operator thinks. */
export const networkFile = z.strictObject({
  company,
  warehouses,
  systems,
  partners,
  teams,
  calendars,
  environments,
  aliases,
  mappings,
  flows,
  authority,
  stock,
  contracts,
  errors,
  routing,
  notify,
  retention,
  priorities,
  tests,
});

/** A network file that was read: defaults filled in, durations in milliseconds. */
export type NetworkFile = z.output<typeof networkFile>;

export type { RouteConfig } from "./telling.ts";
