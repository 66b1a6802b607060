import * as z from "zod";
import { figureDefinitions, measures, sides } from "../../domain/index.ts";
import { channels } from "./channels.ts";
import { close } from "./closing.ts";
import { digest } from "./digest.ts";
import * as s from "./scalars.ts";

const timeStudy = z.strictObject({
  each: s.someDuration().describe("How long one took, on average of those that were timed."),
  cases: z.int("Cases are a whole number.").min(1, "A study has at least one case.").describe("How many were timed."),
  on: s.date().describe("When the study was made."),
  by: s.title().describe("Who made it."),
});

/** Section `company`. */
export const company = z
  .strictObject({
    name: s.title().describe("Name of the company, as screens show it."),
    timezone: s.zone().describe("Time zone of what names no warehouse, and of days and periods of the whole company."),
    currency: z
      .string()
      .regex(/^[A-Z]{3}$/, "A currency is three capital letters, as USD.")
      .meta({ unit: "ISO 4217" })
      .describe("Currency of amounts that name none, and of every amount in this file."),
    rates: z
      .array(
        z.strictObject({
          currency: z
            .string()
            .regex(/^[A-Z]{3}$/, "A currency is three capital letters, as EUR.")
            .meta({ unit: "ISO 4217" })
            .describe("Currency that is converted."),
          rate: z
            .union([z.string(), z.number()])
            .transform(String)
            .refine((text) => /^\d{1,9}(\.\d{1,12})?$/.test(text) && Number(text) > 0, {
              error: "A rate is a decimal number above zero, as 1.0842.",
            })
            .describe("What one unit of it is worth in the company's currency."),
          on: s.date().describe("Date of the rate: it holds from then until the next one."),
        }),
      )
      .default([])
      .describe("Rates of exchange: amounts in other currencies are told beside their own in the company's."),
    grace: s
      .duration()
      .default(0)
      .describe("How long after its planned time an order still left on time: trucks close when they go."),
    targets: z
      .array(
        z.strictObject({
          figure: z.enum(figureDefinitions.map(({ id }) => id)).describe("Key figure, by its id."),
          value: z
            .union([z.number().nonnegative("A target is not below zero."), s.duration()])
            .describe("What it is to reach: a part of 1 as 0.985, a count, or of a time a duration as 4h."),
        }),
      )
      .default([])
      .describe("What key figures are to reach: each is shown with its distance."),
    digest,
    minutesPerTouch: z
      .strictObject({
        before: timeStudy.optional().describe("Without Tallyman, as people chased and matched before."),
        now: timeStudy.optional().describe("With it."),
      })
      .optional()
      .describe(
        "How long it takes a person to do something about an exception, by the clock: what hours of chasing are counted from. Hours are not measured when not given.",
      ),
    firstMonth: s
      .date()
      .optional()
      .describe(
        "From when on the month may begin that later ones are compared with, on a Monday; the first four whole weeks in which no system was still being connected, when not given.",
      ),
    close,
  })
  .describe("Who runs this network.");

const departure = z.strictObject({
  carrier: s
    .title()
    .optional()
    .describe("Carrier, as records name it; without one the departure is the building's own cut-off."),
  service: s.title().optional().describe("Service of the carrier, as records name it in `carrier.service`."),
  at: s.clock().describe("When the truck goes, on the clock of the building."),
  days: s.days().prefault("mon-sun").describe("Days on which it goes; never on a holiday of the warehouse's calendar."),
  doors: z.array(s.title()).default([]).describe("Doors at which it is loaded, for people."),
  transit: s
    .duration()
    .optional()
    .describe("How long its goods are under way at most: which orders would still arrive by their promised date."),
  appointment: s
    .clock()
    .optional()
    .describe("When it is due at the door, on the clock of the building: the last such time before it goes."),
});

/** Section `warehouses`. */
export const warehouses = z
  .array(
    z.strictObject({
      id: s.id().describe("Value of the warehouse key in records, as `warehouse.id`."),
      name: s.title().optional().describe("Name for people; the id when not given."),
      timezone: s.zone().optional().describe("Time zone of the building; the company's when not given."),
      calendar: s
        .id()
        .optional()
        .describe(
          "Calendar of the dock: its holidays cancel departures, and steps with `calendar: warehouse` follow it.",
        ),
      departures: z
        .array(departure)
        .default([])
        .describe("Trucks that leave by the clock; an order's or a load's own time wins."),
    }),
  )
  .default([])
  .describe("Buildings that goods leave and reach.");

/** Section `systems`. */
export const systems = z
  .array(
    z.strictObject({
      id: s.id().describe("Id of the system, as screens and rules name it."),
      name: s.title().optional().describe("Name for people; the id when not given."),
      kind: s
        .id()
        .describe(
          "What it is: erp, wms, tms, shop, 3pl, edi, carrier, or a word of your own. Steps and authority may name the kind.",
        ),
      warehouse: s
        .id()
        .optional()
        .describe("Warehouse that it speaks for; its records that name none are about this one."),
      partner: s.id().optional().describe("Partner who runs it."),
      match: s
        .pairs(s.oneOrMore(s.scalar()))
        .optional()
        .describe(
          "Resource attributes that tell its records, all of them; a value is exact or has `*`. `service.name: <id>` when not given.",
        ),
      presence: z
        .enum(["complete", "sampled"])
        .optional()
        .describe(
          "Whether everything it does is told to us. Absence is judged only where it is complete; found out by itself when not given.",
        ),
      delivers: z
        .strictObject({
          every: s
            .cron()
            .describe(
              "When its files come, in the zone of its warehouse, else the company's; at most every 5 minutes.",
            ),
          grace: s.duration().prefault("0m").describe("How late a file may be."),
        })
        .optional()
        .describe("Files of a batch partner: nothing awaited from it is late before its next file plus grace."),
      mode: s.mode().prefault("tell").describe("`watch` counts what its misses would have raised and tells nobody."),
    }),
  )
  .default([])
  .describe(
    "What sends us records. A service that no system matches is discovered, shown as undeclared, never refused.",
  );

/** Section `partners`. */
export const partners = z
  .array(
    z.strictObject({
      id: s.id().describe("Id of the partner, as records and rules name it."),
      name: s.title().describe("Name for people."),
      contact: z
        .strictObject({
          mail: s.mail().optional().describe("Address of the desk that is asked."),
          phone: s.title().optional().describe("Number of that desk, as one dials it."),
          person: s.title().optional().describe("Who or what answers there, as `EDI desk`."),
        })
        .prefault({})
        .describe("Whom to ask."),
      timezone: s.zone().optional().describe("Time zone of its desk; the company's when not given."),
      hours: s
        .pairs(s.oneOrMore(s.span()))
        .optional()
        .describe("When its desk is manned, by day as in a calendar; around the clock when not given."),
      holidays: z.array(s.date()).default([]).describe("Dates on which its desk is not manned."),
      language: s
        .language()
        .prefault("en")
        .describe("Language in which it is asked; English where we have no words in it."),
      systems: z
        .array(s.id())
        .default([])
        .describe("Systems that it runs, beside those that name it as their `partner`."),
      agreed: z
        .array(
          z.strictObject({
            text: s.title().describe("The line as it was agreed, in words that both sides read."),
            side: z
              .enum(sides)
              .prefault("theirs")
              .describe("Whose promise it is: `theirs` is the partner's, `ours` is ours towards the partner."),
            measure: z
              .enum(measures)
              .prefault("in-time")
              .describe(
                "How it is measured: `in-time`, the step was met by its deadline; `correct`, what came was not rejected, put right, told as failed or found to disagree; `files`, its files came within their grace; `answers`, our questions were answered by their time.",
              ),
            step: s
              .title()
              .optional()
              .describe(
                "Step that tells it, as `flow.step`, for `in-time` and `correct`. Without one the line is shown as not measured.",
              ),
            share: s.share().describe("Share that is to be kept."),
          }),
        )
        .default([])
        .describe("What each side is to keep: the lines of the partner's page, beside what was measured."),
    }),
  )
  .default([])
  .describe("Companies that we exchange messages with.");

/** Section `teams`. */
export const teams = z
  .array(
    z.strictObject({
      id: s.id().describe("Id of the team, as routes name it."),
      name: s.title().describe("Name for people."),
      people: z
        .array(
          z.strictObject({
            id: s.id().describe("Id of the person, as ladders and rotas name them."),
            name: s.title().describe("Name for people, as it stands on what they take."),
          }),
        )
        .default([])
        .describe("Who is of the team: whom a ladder or a rota may name."),
      timezone: s
        .zone()
        .optional()
        .describe("Time zone of its shifts; that of `warehouse`, else the company's, when not given."),
      warehouse: s.id().optional().describe("Warehouse on whose clock its shifts are."),
      shifts: z
        .array(
          z.strictObject({
            name: s.title().describe("Name of the shift, as people call it."),
            days: s.days().prefault("mon-sun").describe("Days on which it begins."),
            hours: s.oneOrMore(s.span()).describe("From when to when; an end before the start lies in the next day."),
          }),
        )
        .min(1, "A team without shifts is on duty around the clock: leave them out.")
        .optional()
        .describe("When somebody of it works, by the week. Without shifts and rota it is on duty around the clock."),
      rota: s
        .besideFile()
        .optional()
        .describe("When who works, from an iCalendar or CSV file beside this one, instead of `shifts`."),
      holidays: s
        .holidays()
        .default([])
        .describe("Dates on which none of its shifts begins, or an iCalendar or CSV file beside this one."),
      channels: channels
        .default([])
        .describe("Where the team is told, all of them; without any it is told on its screens alone."),
      quiet: s
        .id()
        .optional()
        .describe(
          "Calendar whose open hours are the team's quiet: then only what is critical is told, the rest when they end. Hours without a zone are the company's.",
        ),
    }),
  )
  .min(1, "Somebody must own what goes wrong: name at least one team.")
  .describe("Who can own an exception.");

/** Section `calendars`. */
export const calendars = z
  .array(
    z.strictObject({
      id: s
        .id()
        .refine(
          (text) => text !== "warehouse",
          "`warehouse` is the word by which a step follows each warehouse's own calendar; choose another id.",
        )
        .describe("Id of the calendar."),
      timezone: s
        .zone()
        .optional()
        .describe(
          "Time zone of its hours. Without one they are on the clock of the building that the object is in, else the company's.",
        ),
      hours: s
        .pairs(s.oneOrMore(s.span()))
        .describe(
          'Open hours by day: `mon-sat: "05:00-22:00"`, or several spans a day. An end before the start lies in the next day.',
        ),
      holidays: s
        .holidays()
        .default([])
        .describe("Dates on which it does not open, or an iCalendar or CSV file beside this one."),
    }),
  )
  .default([])
  .describe("Business hours. Steps that name one count open time only.");

/** Section `environments`. */
export const environments = z
  .array(z.string().min(1).max(64))
  .prefault(["prod", "production"])
  .describe(
    "Values of `deployment.environment.name` that count, beside none given; others are kept apart under their name and raise nothing.",
  );
