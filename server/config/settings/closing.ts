import * as z from "zod";
import { accrualFields, accrualKinds } from "../../domain/index.ts";
import * as s from "./scalars.ts";

const account = () =>
  z.string().trim().min(1, "An account is not empty.").max(40, "An account is at most 40 characters.");

const period = z
  .strictObject({
    id: s.title().describe("Name of the period, as the ERP calls it in `ledger.period`."),
    from: s.date().describe("Its first day, in the company's time zone."),
    to: s.date().describe("Its last day."),
    closes: z
      .string()
      .regex(
        /^\d{4}-\d{2}-\d{2}T([01]\d|2[0-3]):[0-5]\d$/,
        'When a period closes is a day and a time, as "2026-11-20T18:00".',
      )
      .meta({ unit: "YYYY-MM-DDTHH:MM" })
      .describe("When the ledger closes for it, on the company's clock."),
  })
  .refine(({ from, to }) => from <= to, "A period ends on the day on which it begins, or later.");

const entity = z.strictObject({
  id: s.id().describe("Company as the ERP names it in `ledger.entity`."),
  name: s.title().optional().describe("Name for people; the id when not given."),
  warehouses: z
    .array(s.id())
    .default([])
    .describe("Its buildings: what no record gives a company is theirs. A company without any has the rest."),
});

const accounts = z.strictObject({
  kinds: z.array(z.enum(accrualKinds)).default([]).describe("What is accrued; everything when none is named."),
  warehouses: z.array(s.id()).default([]).describe("At which buildings; at all when none is named."),
  debit: account().describe("Account that is debited."),
  credit: account().describe("Account that is credited."),
});

const column = z
  .strictObject({
    title: s.title().describe("Heading, as the ERP's import wants it."),
    of: z.enum(accrualFields).optional().describe("What stands in it."),
    value: z
      .string()
      .max(80, "A fixed text is at most 80 characters.")
      .optional()
      .describe("A fixed text in every row."),
  })
  .refine(({ of, value }) => (of === undefined) !== (value === undefined), {
    error: "A column holds either a field (`of`) or a fixed text (`value`).",
  });

/** Setting `company.close`. */
export const close = z
  .strictObject({
    periods: z
      .array(period)
      .default([])
      .refine((all) => all.every(({ from }, at) => at === 0 || from > (all[at - 1]?.to ?? "")), {
        error: "Periods stand in their order and do not overlap.",
      })
      .describe("Accounting periods in their order; calendar months, called as 2026-11, when none are given."),
    closes: z
      .strictObject({
        days: z.number().int().min(0).max(31).default(0).describe("Days after the last of the month."),
        at: s.clock().default("18:00").describe("Time of that day, on the company's clock."),
      })
      .prefault({})
      .describe("When a calendar month closes; periods of your own say it themselves."),
    entities: z.array(entity).default([]).describe("Companies that keep books; the close is of one of them."),
    terms: z
      .enum(["origin", "destination"])
      .optional()
      .describe(
        "When revenue is earned that was sold on no named terms: when it leaves the dock, or when it is delivered. Not given: such shipments are listed for a person to decide.",
      ),
    accounts: z
      .array(accounts)
      .default([])
      .describe("Accounts of accruals; the first that fits is taken, and what none fits has no account."),
    columns: z
      .array(column)
      .default([])
      .describe("Columns of the accrual list in the order of the ERP's import; all fields when none are given."),
  })
  .prefault({})
  .describe("How the books are closed.");
