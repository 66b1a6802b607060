import { catalogue } from "../words.ts";

/** Reads the words about links of walls: they come with the page that needs them. */
export const say = catalogue({
  "walls.title": "Links of walls",
  "walls.why":
    "A link opens one wall, to look at, on any screen that has it. Nobody signs in there, and nothing can be done there.",
  "walls.name": "Where it hangs",
  "walls.name-hint": "Dock 4",
  "walls.sites": "What it shows",
  "walls.sites-turn": "Several are shown in turn, each for 30 s.",
  "walls.make": "Make a link",
  "walls.made": "The link, shown this once",
  "walls.none": "No link holds.",
  "walls.since": "since {at}",
  "walls.drop": "Withdraw the link of {name}",
  "walls.drop-short": "Withdraw",
  "walls.failed": "Not done: {why}",
});
