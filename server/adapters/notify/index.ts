export { createNotifier, type NotifierParts } from "./notifier.ts";
export { newVapidKeys, type Vapid } from "./push.ts";
