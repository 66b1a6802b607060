/** A label beside its mark: from which pixel it runs, in which row, and whether the mark is at its right end. */
export interface Place {
  readonly row: number;
  readonly left: number;
  readonly flipped: boolean;
}

/**
 * Puts marks with labels at their places on a line `room` pixels long, each in the first row where it covers no other:
 * to the right of its mark, or to the left where the right has no room. Null when they do not fit into `most` rows:
 * then they are better read as a plain list.
 */
export function stagger(
  marks: readonly { readonly x: number; readonly width: number }[],
  room: number,
  most = 3,
  gap = 14,
): readonly Place[] | null {
  const taken: { from: number; to: number }[][] = [];
  const places: Place[] = [];
  for (const { x, width } of marks) {
    const sides = [
      { left: x, flipped: false },
      { left: x - width, flipped: true },
    ].filter(({ left }) => left >= 0 && left + width <= room);
    const free = Array.from({ length: most }, (_, row) => row).flatMap((row) =>
      sides.flatMap((side) =>
        (taken[row] ?? []).every(({ from, to }) => side.left + width + gap <= from || side.left >= to + gap)
          ? [{ row, ...side }]
          : [],
      ),
    )[0];
    if (!free) return null;
    taken[free.row] = [...(taken[free.row] ?? []), { from: free.left, to: free.left + width }];
    places.push(free);
  }
  return places;
}
