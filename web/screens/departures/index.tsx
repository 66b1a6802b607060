/** Departures. */
export function Screen() {
  return null;
}
