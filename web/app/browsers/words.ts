import { catalogue } from "../words.ts";

/** Reads the words about browsers that are told: they come with the part that needs them. */
export const say = catalogue({
  "browsers.title": "Notify this browser",
  "browsers.why":
    "A browser that is told shows what its team is told, also while no page is open and nobody is signed in, until you stop it here.",
  "browsers.on": "Notify this browser",
  "browsers.on-label": "Notify this browser of what {team} is told",
  "browsers.off": "Stop",
  "browsers.off-label": "Stop telling this browser what {team} is told",
  "browsers.off-other": "Stop telling the browser of {who}, {team}, since {at}",
  "browsers.since": "{who}, since {at}",
  "browsers.this": "this one",
  "browsers.not-yet": "this browser is not told",
  "browsers.no-push": "Nothing is sent: {team} has no push: true in the network file.",
  "browsers.list": "Browsers that are told",
  "browsers.started": "This browser is told what {team} is told.",
  "browsers.stopped": "Stopped. {team} is not told there any more.",
  "browsers.failed": "Not done: {why}",
  "browsers.insecure":
    "Browsers take messages only from pages that came over HTTPS, and this one came over HTTP. Open Tallyman by its https:// address; an administrator puts a proxy with a certificate in front of it.",
  "browsers.install":
    "On an iPhone or iPad: Add to Home Screen first. Press Share, then Add to Home Screen, open Tallyman from there, and come back here.",
  "browsers.unsupported":
    "This browser cannot be told: it takes no web push, or is in a private window. Open Tallyman in a current Chrome, Edge, Firefox or Safari, in an ordinary window.",
  "browsers.denied":
    "This browser was told to block messages from Tallyman. Press the sign to the left of the address, allow notifications there, then load this page again.",
  "browsers.offline": "There is no connection to the server. This can be changed when it is back.",
  "browsers.no-team":
    "No team is told by push. In the network file, give a team a channel: channels: [{ push: true }]. Then it can be chosen here.",
  "browsers.not-allowed": "The browser was not allowed to show messages. Press again, and allow it.",
});
