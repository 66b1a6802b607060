import * as z from "zod";

/** How the file names a variable. */
const named = (variable: string): string => `\${${variable}}`;

/** A secret: the file names a variable of the environment and never holds the text itself. */
const secret = () =>
  z
    .string()
    .regex(
      /^\$\{[A-Z][A-Z0-9_]{0,63}\}$/,
      `A secret is no part of this file: name a variable of the environment, as ${named("ATL_SLACK")}.`,
    )
    .transform((text) => ({ variable: text.slice(2, -1) }))
    .meta({ unit: named("VARIABLE") });

const mailAddress = () =>
  z
    .string()
    .max(254, "A mail address is at most 254 characters.")
    .regex(
      /^[A-Za-z0-9.!#$%&'*+/=?^_{|}~-]+@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+$/,
      "A mail address is name@domain, as dock@example.com, and nothing beside it.",
    )
    .meta({ unit: "mail address" });

const webhookUrl = () =>
  z.union([
    secret(),
    z
      .string()
      .max(2_048)
      .regex(
        /^https?:\/\/[^\s@]+$/,
        `A webhook's address begins with https:// and holds no password; or name a variable, as ${named("DESK_URL")}.`,
      ),
  ]);

const channel = z
  .strictObject({
    mail: mailAddress().optional().describe("Mail to this address, by the server of `TALLYMAN_SMTP_URL`."),
    slack: secret().optional().describe("Variable with the address of a Slack incoming webhook."),
    teams: secret()
      .optional()
      .describe(
        "Variable with the address of a Teams Workflows webhook. A flow belongs to a person: give it an owner who stays.",
      ),
    webhook: z
      .strictObject({
        url: webhookUrl().describe("Address, or a variable that holds it. Each call is a CloudEvent 1.0."),
        secret: secret().describe("Variable with the secret that calls are signed with (HMAC-SHA256)."),
      })
      .optional()
      .describe("Any program that takes signed events."),
    pagerduty: z
      .strictObject({
        key: secret().describe("Variable with the integration's routing key (Events API v2)."),
        region: z.enum(["us", "eu"]).prefault("us").describe("Where the account is."),
      })
      .optional()
      .describe("A PagerDuty service: told when something opens, is taken and clears."),
    push: z.literal(true).optional().describe("Every browser in which somebody subscribed for the team."),
  })
  .refine(
    (told) => Object.keys(told).length === 1,
    "A channel is one of mail, slack, teams, webhook, pagerduty, push.",
  );

/** Setting `channels` of a team. */
export const channels = z.array(channel).max(16, "A team has at most 16 channels.");

/** One channel of a team, as read. */
export type ChannelSetting = z.output<typeof channel>;
