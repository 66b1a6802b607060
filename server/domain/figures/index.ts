export { type CellSums, cellOf, cellsOf, cellText, changeCells, type DayCell, rollUp } from "./cells.ts";
export { type Contribution, type Dimension, dayAt, dimensions, type LeftOut, type Place } from "./contribution.ts";
export type { Coverage, Lowered, SourceHeard } from "./coverage.ts";
export type {
  Benchmark,
  ContributionVersion,
  FigureDefinition,
  FigureHistory,
  FigureUnit,
} from "./figure.ts";
export { hasCome } from "./figure.ts";
export type { CountedException } from "./integration.ts";
export * from "./list.ts";
export { type Moved, type MovedBy, type Movement, whatMoved } from "./moved.ts";
export { type FigurePapers, type FiguresOn, figurePapers, type StoodException } from "./papers.ts";
export * from "./period.ts";
export * from "./restated.ts";
export { objectOfFigure } from "./stock.ts";
export * from "./value.ts";
