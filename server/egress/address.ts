import { isIP } from "node:net";
import ipaddr from "ipaddr.js";

type Range = ReturnType<ipaddr.IPv4["range"]> | ReturnType<ipaddr.IPv6["range"]>;

/** What an allow-listed target may lie at. Never link-local, where clouds keep their keys. */
const inside: ReadonlySet<Range> = new Set(["unicast", "private", "loopback", "carrierGradeNat", "uniqueLocal"]);

/**
 * True for an address that anybody may be reached at. An IPv6 address counts only in 2000::/3, and not where another
 * address hides in it (mapped, NAT64, 6to4, Teredo): what a gateway makes of that is not ours to know.
 */
export function isPublicAddress(address: string): boolean {
  const parsed = parse(address);
  if (parsed === null || parsed.range() !== "unicast") return false;
  return !("parts" in parsed) || ((parsed.parts[0] ?? 0) & 0xe000) === 0x2000;
}

/** True for an address at which a target that an administrator allowed may lie. */
export function isAllowableAddress(address: string): boolean {
  const parsed = parse(address);
  if (parsed === null || !inside.has(parsed.range())) return false;
  return parsed.range() !== "unicast" || isPublicAddress(address);
}

/** True for this machine's own addresses, over which nobody listens in. */
export const isLoopbackAddress = (address: string): boolean => parse(address)?.range() === "loopback";

function parse(address: string): ipaddr.IPv4 | ipaddr.IPv6 | null {
  return isIP(address) !== 0 && ipaddr.isValid(address) ? ipaddr.parse(address) : null;
}
