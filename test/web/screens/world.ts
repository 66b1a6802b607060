export { intakeRow } from "./intake.ts";
export { lagRows, lagSeriesOf, sources } from "./links.ts";
export { network, objects, search, twoOrders } from "./objects.ts";
export { traceRows, traces } from "./traces.ts";
