/** Stories that a demo server can play, as they are offered: what begins each, and what ends it. */
export const demoStories = [
  { name: "labels", ending: "labels-fixed" },
  { name: "reno", ending: "reno-file" },
  { name: "transfers", ending: "transfers-fix" },
] as const;

/** What comes of asking a demo server for a story, or for its end: `ended` when the demo itself is over. */
export type StoryAnswer = "begun" | "under-way" | "not-begun" | "unknown" | "ended";
