export { createEgress, type Egress, type EgressParts } from "./egress.ts";
export type { EgressAnswer, EgressCall, EgressFailure, Exchanged } from "./exchange.ts";
export type { Mail, Mailed, MailServer } from "./mail.ts";
export { checkedResolve, type Lookup, type Resolve } from "./resolve.ts";
export { readAllow } from "./target.ts";
