/** A service's hue, 1 to 5, the same for one set of services in any order: names sorted, then in turn. */
export function serviceHues(services: Iterable<string>): ReadonlyMap<string, number> {
  return new Map([...new Set(services)].sort().map((service, i) => [service, (i % 5) + 1]));
}

/** The colour of a hue; grey for a service without one. It always stands beside the service's name. */
export const hueColour = (hue: number | undefined): string => `var(--service-${hue ?? 5})`;
