/** Ends a verb with a sentence for people; anything else that is thrown is a bug and keeps its stack. */
export class Stop extends Error {}
