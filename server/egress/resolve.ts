import { lookup } from "node:dns/promises";
import { isIP } from "node:net";
import { ok, permanent, type Result, retryable } from "../../collectors/kit/index.ts";
import { isAllowableAddress, isPublicAddress } from "./address.ts";
import type { Target } from "./target.ts";

/** All addresses of a name, as the machine's own resolver has them. Rejects when there is none. */
export type Lookup = (host: string) => Promise<readonly string[]>;

/** The checked addresses of a target, IPv4 first. Asked once a call: what it answers is what is connected to. */
export type Resolve = (target: Target) => Promise<Result<readonly string[]>>;

/** The machine's resolver, hosts file included. */
export const systemLookup: Lookup = async (host) => (await lookup(host, { all: true })).map(({ address }) => address);

/** Looks a name up, once, and refuses it when any of its addresses is not to be called: one bad answer is a trick. */
export const checkedResolve =
  (look: Lookup): Resolve =>
  async (target) => {
    const found = isIP(target.host) === 0 ? await look(target.host).catch(() => null) : [target.host];
    if (found === null || found.length === 0)
      return retryable("egress-unknown-name", `The name of ${target.name} has no address.`, 30_000);
    const fits = target.allowed ? isAllowableAddress : isPublicAddress;
    if (!found.every(fits)) {
      const how = target.allowed ? "of a kind that may never be called" : "not on the open internet";
      return permanent("egress-forbidden-address", `${target.name} lies at an address that is ${how}.`);
    }
    return ok([...found].sort((a, b) => isIP(a) - isIP(b)));
  };
