import * as z from "zod";
import { objectKinds } from "../../domain/index.ts";
import * as s from "./scalars.ts";

const step = z.strictObject({
  id: s.id().describe("Id of the step within its flow."),
  after: s.eventType().describe("Event A that starts the clock; its own kind of object is the flow's."),
  expect: s.eventType().describe("Event B that is due."),
  via: z
    .enum(objectKinds)
    .meta({ unit: "object kind" })
    .optional()
    .describe("Look for B on linked objects of this kind; the kind that B is about when not given."),
  from: s.id().optional().describe("Kind or id of the system that tells B; any when not given."),
  within: s.someDuration().describe("How long after A the event B is due."),
  calendar: s
    .id()
    .optional()
    .describe(
      "Count open time of this calendar only; `warehouse` follows the calendar of the object's warehouse; every minute when not given.",
    ),
  mode: s
    .mode()
    .optional()
    .describe("`watch` counts what it would have raised and tells nobody; the flow's when not given."),
  repeat: z
    .enum(["first", "each"])
    .prefault("first")
    .describe("One expectation from the earliest A, or one for each A, met first in, first out."),
  warmUp: s
    .duration()
    .optional()
    .describe("How long after its system was first heard the step starts; its own `within` when not given."),
  pausedBy: z
    .array(z.enum(["hold", "future-date"]))
    .optional()
    .describe(
      "What stops the clock. Steps of orders: hold, and a future ship date where its allocating, picking, packing or shipping is awaited; else nothing, when not given.",
    ),
});

/** Section `flows`. */
export const flows = z
  .array(
    z.strictObject({
      id: s.id().describe("Id of the flow."),
      object: z.enum(objectKinds).meta({ unit: "object kind" }).describe("Kind of object that it is about."),
      criticality: z
        .enum(["high", "medium", "low"])
        .prefault("medium")
        .describe("How much it matters; the severity table starts from it."),
      warehouses: z
        .array(s.id())
        .min(1, "A flow that holds nowhere promises nothing.")
        .optional()
        .describe("Its steps hold for what happens at these warehouses only; everywhere when not given."),
      origin: s
        .oneOrMore(s.eventType())
        .optional()
        .describe(
          "Events with which such an object may begin; what starts a step and is awaited by none, when not given.",
        ),
      mode: s.mode().prefault("tell").describe("`watch` counts what its steps would have raised and tells nobody."),
      steps: z
        .array(step)
        .min(1, "A flow has at least one step.")
        .describe("What is promised: because A happened, B is due."),
    }),
  )
  .default([])
  .describe("What is promised between systems.");

/** Section `stock`. */
export const stock = z
  .strictObject({
    ledger: s.id().prefault("erp").describe("Kind or id of the system whose stock is in the books."),
    floor: s
      .id()
      .prefault("wms")
      .describe(
        "Kind or id of the systems whose stock is on the shelves, each for its own building; a 3PL answers for the WMS of its building.",
      ),
    adjustments: s
      .duration()
      .optional()
      .describe(
        "Within what time the ledger has a stock adjustment that the floor made; what it has not stands as not in the books. Not given: the ledger is not asked for adjustments.",
      ),
  })
  .optional()
  .describe(
    "Whose counts of stock are compared, net of what is in flight: key figures of stock are measured, and what left or came in is put to its items by the lines that were told. Not given: stock is not compared.",
  );

/** Section `authority`. */
export const authority = z
  .strictObject({
    stock: s.id().optional().describe("Kind or id of the system whose stock is right."),
    orders: s.id().optional().describe("Kind or id of the system whose orders are right."),
    postings: s.id().optional().describe("Kind or id of the system whose postings are right."),
    milestones: s.id().optional().describe("Kind or id of the system whose carrier milestones are right."),
  })
  .prefault({})
  .describe(
    "Whose word holds where two systems disagree. Checked and kept with the network; no exception rests on it yet.",
  );

/** Section `contracts`. */
export const contracts = z
  .array(
    z.strictObject({
      id: s.id().describe("Id of the contract."),
      from: s.id().describe("Kind or id of the system that is held to it."),
      event: s.eventType().describe("Event that it is about."),
      requires: z
        .array(s.attributeName())
        .min(1, "A contract asks for something.")
        .describe("Attributes that each such record must carry."),
      mode: s.mode().prefault("watch").describe("`watch` counts and tells nobody."),
    }),
  )
  .default([])
  .describe("What records of a system must carry. Checked and kept with the network; no exception rests on it yet.");
