import { isIP } from "node:net";
import { ok, permanent, type Result } from "../../collectors/kit/index.ts";

export type Scheme = "https" | "http" | "smtps" | "smtp";

/** Where a call goes, read from an address whose every part was written in its one canonical form. */
export interface Target {
  readonly scheme: Scheme;
  /** A name, or an address without brackets. */
  readonly host: string;
  readonly port: number;
  /** Path and query; `/` for mail. */
  readonly path: string;
  /** `scheme://host:port`, without anything secret that a path may hold. */
  readonly name: string;
  /** True when the administrator's list names it exactly. */
  readonly allowed: boolean;
}

/** What may be called: ports that need no permission, and targets (as `Target.name`) that were allowed one by one. */
export interface Policy {
  readonly ports: Readonly<Record<Scheme, ReadonlySet<number>>>;
  readonly allow: ReadonlySet<string>;
}

const defaultPort: Readonly<Record<Scheme, number>> = { https: 443, http: 80, smtps: 465, smtp: 587 };

/** Ports of the open internet that a target may have without being named: HTTP never, mail by its ports. */
export const openPorts: Policy["ports"] = {
  https: new Set([443]),
  http: new Set(),
  smtps: new Set([465]),
  smtp: new Set([25, 587]),
};

type Authority = Pick<Target, "scheme" | "host" | "port" | "name"> & { readonly rest: string };

/**
 * Reads a target. Refused: what is not written canonically (number forms of addresses, full-width letters, a trailing
 * dot, capitals, escapes), user names, plain HTTP, and other ports, these two unless allowed.
 */
export function targetOf(url: string, policy: Policy): Result<Target> {
  const read = authorityOf(url);
  if (!read.ok) return read;
  const { rest, ...authority } = read.value;
  const mail = authority.scheme === "smtp" || authority.scheme === "smtps";
  if (mail && rest !== "" && rest !== "/") return permanent("egress-address", "A mail server's address has no path.");
  const allowed = policy.allow.has(authority.name);
  if (!allowed) {
    const named = `unless TALLYMAN_EGRESS_ALLOW names ${authority.name}.`;
    if (authority.scheme === "http") return permanent("egress-insecure", `Plain HTTP is not spoken, ${named}`);
    if (!policy.ports[authority.scheme].has(authority.port))
      return permanent("egress-port", `Port ${authority.port} is not called, ${named}`);
    if (isIP(authority.host) === 0 && !authority.host.includes("."))
      return permanent("egress-name", `A name without a domain is not called, ${named}`);
  }
  return ok({ ...authority, path: mail ? "/" : pathOf(url), allowed });
}

/** Reads the administrator's list: `scheme://host:port` entries between commas. Every fault is a sentence. */
export function readAllow(list: string): { readonly allow: ReadonlySet<string>; readonly faults: readonly string[] } {
  const allow = new Set<string>();
  const faults: string[] = [];
  for (const entry of list.split(",").map((part) => part.trim())) {
    if (entry === "") continue;
    const read = authorityOf(entry);
    if (read.ok && read.value.rest === "") allow.add(read.value.name);
    else faults.push(`"${entry}" is no target as https://erp.example:8443${read.ok ? "" : `: ${read.fault.message}`}`);
  }
  return { allow, faults };
}

function authorityOf(url: string): Result<Authority> {
  if (url.length > 2_048) return permanent("egress-address", "The address is longer than 2,048 characters.");
  if (!/^[\x21-\x7e]+$/.test(url) || url.includes("\\"))
    return permanent("egress-address", "The address holds characters that none may hold.");
  const [, scheme, authority = "", rest = ""] = /^(https?|smtps?):\/\/([^/?#]*)(.*)$/.exec(url) ?? [];
  if (!isScheme(scheme)) return permanent("egress-scheme", "Only https and smtps are spoken.");
  if (authority.includes("@")) return permanent("egress-address", "The address may hold no user name.");
  const [, written = "", digits] = /^(\[[^\]]*\]|[^:[\]]*)(?::(.*))?$/.exec(authority) ?? [];
  const port = digits === undefined ? defaultPort[scheme] : portOf(digits);
  if (port === null) return permanent("egress-address", "The port is no number from 1 to 65535.");
  if (!isCanonical(written)) {
    return permanent("egress-address", `"${written.slice(0, 80)}" is no host name or address in its canonical form.`);
  }
  const host = written.replace(/^\[|\]$/g, "");
  return ok({ scheme, host, port, name: `${scheme}://${written}:${port}`, rest });
}

const isScheme = (text: string | undefined): text is Scheme =>
  text === "https" || text === "http" || text === "smtps" || text === "smtp";

function portOf(digits: string): number | null {
  const port = /^[1-9]\d{0,4}$/.test(digits) ? Number(digits) : 0;
  return port >= 1 && port <= 65_535 ? port : null;
}

/** A host is canonical when the URL standard's parser, which undoes every disguise, has nothing to change in it. */
function isCanonical(host: string): boolean {
  if (host.length > 253 || !/^(\[[0-9a-f:]+\]|[a-z0-9_-]+(\.[a-z0-9_-]+)*)$/.test(host)) return false;
  const parsed = parsedOf(`https://${host}/`);
  return parsed !== null && parsed.hostname === host;
}

const parsedOf = (url: string): URL | null => (URL.canParse(url) ? new URL(url) : null);

function pathOf(url: string): string {
  const parsed = parsedOf(url);
  return parsed === null ? "/" : `${parsed.pathname}${parsed.search}`;
}
