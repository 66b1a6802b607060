export * from "./age.ts";
export * from "./bookings.ts";
export * from "./lives.ts";
export * from "./owed.ts";
export type { BooksAt } from "./owing.ts";
export { type BookPapers, bookPapers, isBooked, mapPapers } from "./papers.ts";
export * from "./pivot.ts";
export * from "./versions.ts";
