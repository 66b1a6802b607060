import type { Calendar, ChannelConfig, Network, TeamTelling } from "../../domain/index.ts";
import type { Expansions } from "../expand.ts";
import { unpack } from "../packed.ts";
import type { ChannelSetting } from "../settings/channels.ts";
import type { NetworkFile } from "../settings/index.ts";

/** Who is told how; quiet hours without a zone of their own are on the company's clock. */
export function notifyOf(file: NetworkFile, expansions: Expansions): Network["notify"] {
  const calendarOf = (id: string): Calendar => {
    const zone = file.calendars.find((calendar) => calendar.id === id)?.timezone ?? file.company.timezone;
    const made = expansions.calendars.find(([known, of]) => known === id && of === zone);
    if (made === undefined)
      throw new Error(`The expansions lack calendar ${id} in ${zone}: they were made of another file.`);
    return { id, edges: unpack(made[2], expansions.from) };
  };
  const teams = file.teams.map(({ id, channels, quiet }): readonly [string, TeamTelling] => [
    id,
    { channels: channels.flatMap(channelsOf), quiet: quiet === undefined ? null : calendarOf(quiet) },
  ]);
  return { delay: file.notify.delay, teams: new Map(teams) };
}

function channelsOf(told: ChannelSetting): readonly ChannelConfig[] {
  if (told.mail !== undefined) return [{ kind: "mail", to: told.mail }];
  if (told.slack !== undefined) return [{ kind: "slack", url: told.slack }];
  if (told.teams !== undefined) return [{ kind: "teams", url: told.teams }];
  if (told.webhook !== undefined) return [{ kind: "webhook", ...told.webhook }];
  if (told.pagerduty !== undefined) return [{ kind: "pagerduty", ...told.pagerduty }];
  return told.push === true ? [{ kind: "push" }] : [];
}
