export { type Adoptable, adoptable, hashOf, networkOf, openNetwork } from "./adopt.ts";
export { type Checked, check } from "./check.ts";
export { compile } from "./compile/index.ts";
export { durationText, millisOf } from "./duration.ts";
export { type Expansions, expand } from "./expand.ts";
export { generate } from "./generate.ts";
export type { NetworkFile } from "./settings/index.ts";
export type { ConfigFault } from "./source.ts";
export { runTests, type Simulate, type TestOutcome } from "./tests.ts";
