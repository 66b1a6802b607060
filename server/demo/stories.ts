import { labelStory } from "./label-story.ts";
import { renoStory } from "./reno-story.ts";
import type { Story } from "./story.ts";
import { transferStory } from "./transfer-story.ts";

/** Every story that the network can play. */
export const stories: readonly Story[] = [labelStory, renoStory, transferStory];

/** Names that begin or end a story. */
export const storyNames: ReadonlySet<string> = new Set(stories.flatMap((story) => [story.name, story.ending]));
