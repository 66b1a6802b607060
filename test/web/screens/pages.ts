import { errors } from "./faults.ts";

/** How a page is shown. */
export interface Shown {
  readonly width?: number;
  readonly scheme?: "light" | "dark";
  readonly intake?: "never" | "unkeyed" | "fine";
}

/** The trace in which a label was refused. */
export const labelTrace = "/trace/4f2a91c07be8d35e4f2a91c07be8d35e";
const list = encodeURIComponent(["SO-10388", "W-559204", "so 10423", "10427", "PO 4471-B"].join("\n"));

/** Each page, and a text that stands on it once it is there. */
export const pages: readonly (readonly [name: string, path: string, text: string, options: Shown | undefined])[] = (
  [
    ["Connect before anything came", "/connect", "Connect your first source", { intake: "never" }],
    [
      "Connect with a source without keys",
      "/connect?system=wms-sea-returns",
      "Which of these is the business number?",
      { intake: "unkeyed" },
    ],
    ["Connect for Node.js", "/connect?source=node", "Say which order it is"],
    ["Find", "/find", "Look up a number"],
    ["Find, one number", "/find?q=104", "Fenwick Dental"],
    ["Find, a list", `/find?q=${list}`, "adds up"],
    ["an order that waits", "/o/order/SO-10388", "did not come"],
    ["an order that failed", "/o/order/SO-10423", "postcode missing"],
    ["the facts of an order", "/o/order/SO-10388?tab=facts", "Heard after"],
    ["the activity of an order", "/o/order/SO-10388?tab=activity", "address normalised"],
    ["an unknown order", "/o/order/SO-404", "is not known"],
    ["a number that fits two", "/o/order/10427", "fits more than one"],
    ["Sync", "/sync", "inside target"],
    ["Sync, a link beside it", "/sync?row=order-to-ship.label%7Cwms-atl%7Ctms%7CATL", "How long it took"],
    ["Sync as a table", "/sync?view=table", "inside target"],
    ["Sync without a network", "/sync", "No link between systems yet", { intake: "never" }],
    ["Errors", "/errors", "postcode missing"],
    [
      "Errors, one of them",
      `/errors?fault=${encodeURIComponent(errors().groups[0]?.id ?? "")}`,
      "How it is told apart",
    ],
    ["Errors, the noise", "/errors?mode=noise", "By team"],
    ["no errors", "/errors", "Nothing was raised in this time", { intake: "never" }],
    ["the traces", "/traces", "Order released to WMS"],
    ["no trace", "/traces", "No trace with a failure", { intake: "never" }],
    ["a trace", labelTrace, "root span received"],
    ["a torn trace", "/trace/torn", "Root span not received"],
    ["a trace without records", "/trace/gone", "no longer kept"],
  ] as readonly (readonly [string, string, string, Shown?])[]
).map(([name, path, text, options]) => [name, path, text, options]);
