import { Button } from "@mantine/core";
import { IconChevronLeft, IconChevronRight } from "@tabler/icons-react";
import type { RotaRow, ShiftRow } from "../../../server/wire/index.ts";
import { date, dayKey, time, weekday, when, zoneName } from "../../app/format.ts";
import { StateGlyph } from "../../widgets/StateGlyph.tsx";
import { TeamTile } from "../../widgets/TeamTile.tsx";
import { shiftsByDay, weekFrom } from "./model.ts";
import classes from "./Rota.module.css";
import shared from "./routing.module.css";
import { t } from "./words.ts";

const week = 7 * 86_400_000;

/** Who works when, on each team's own clock, and who has it now. */
export function Rota({
  teams,
  from,
  now,
  zone,
  onFrom,
}: {
  readonly teams: readonly RotaRow[];
  readonly from: number;
  readonly now: number;
  readonly zone: string;
  readonly onFrom: (from: number | undefined) => void;
}) {
  const days = weekFrom(from, zone);
  return (
    <section className={shared.pane} aria-label={t("rota.title")}>
      <div className={shared.paneHead}>
        <Button variant="default" size="xs" aria-label={t("rota.before")} onClick={() => onFrom(from - week)}>
          <IconChevronLeft size={16} stroke={1.8} aria-hidden="true" />
        </Button>
        <span className="num">{t("rota.week", { day: `${weekday(from, zone)} ${date(from, zone, now)}` })}</span>
        <Button variant="default" size="xs" aria-label={t("rota.after")} onClick={() => onFrom(from + week)}>
          <IconChevronRight size={16} stroke={1.8} aria-hidden="true" />
        </Button>
        <Button variant="subtle" size="xs" onClick={() => onFrom(undefined)}>
          {t("rota.today")}
        </Button>
      </div>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls where it is wider than the page, and must be reachable by keyboard */}
      <section className={classes.scroll} tabIndex={0} aria-label={t("rota.table")}>
        <table className={classes.rota}>
          <thead>
            <tr>
              <th scope="col">{t("rota.team")}</th>
              <th scope="col">{t("rota.now")}</th>
              {days.map((day) => (
                <th key={day} scope="col" data-today={day === dayKey(now, zone) || undefined}>
                  <span className="num">{`${weekday(`${day}T12:00:00Z`, "UTC")} ${Number(day.slice(8))}`}</span>
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {teams.map((team) => (
              <TeamLine key={team.id} team={team} days={days} now={now} />
            ))}
          </tbody>
        </table>
      </section>
    </section>
  );
}

function TeamLine({
  team,
  days,
  now,
}: {
  readonly team: RotaRow;
  readonly days: readonly string[];
  readonly now: number;
}) {
  const zone = team.timezone;
  const found = shiftsByDay(team, days);
  return (
    <tr>
      <th scope="row">
        <span className={classes.rotaTeam}>
          <TeamTile name={team.name} />
          <span>
            <b>{team.name}</b>
            {zone !== null && <span className={shared.small}>{t("rota.clock", { zone: zoneName(zone, now) })}</span>}
          </span>
        </span>
      </th>
      <td>
        {zone === null ? (
          <span className={shared.small}>{t("rota.always")}</span>
        ) : (
          <Now team={team} zone={zone} now={now} />
        )}
      </td>
      {zone === null ? (
        <td colSpan={days.length} className={classes.always} />
      ) : (
        days.map((day) => (
          <td key={day}>
            {(found.get(day) ?? []).length === 0 ? (
              <span className={classes.dash}>{t("rota.none")}</span>
            ) : (
              (found.get(day) ?? []).map((shift) => (
                <span
                  key={`${shift.from} ${shift.name} ${shift.person ?? ""}`}
                  className={classes.shift}
                  data-now={isNow(shift, now) || undefined}
                >
                  <b>{shift.person ?? shift.name}</b>
                  <span className="num">{`${time(shift.from, zone)}–${time(shift.to, zone)}`}</span>
                </span>
              ))
            )}
          </td>
        ))
      )}
    </tr>
  );
}

const isNow = (shift: ShiftRow, now: number): boolean => Date.parse(shift.from) <= now && now < Date.parse(shift.to);

function Now({ team, zone, now }: { readonly team: RotaRow; readonly zone: string; readonly now: number }) {
  const change = team.changesAt === null ? null : when(team.changesAt, now, zone);
  return (
    <span className={classes.holder}>
      {team.onShift ? (
        <b>{team.now.map(({ person, name }) => person ?? name).join(", ")}</b>
      ) : (
        <span className={classes.nobody}>
          <StateGlyph state="nobody">{t("rota.nobody")}</StateGlyph>
        </span>
      )}
      <span className={`${shared.small} num`}>
        {change === null
          ? team.knownTo !== null && t("rota.ends", { at: when(team.knownTo, now, zone) })
          : t(team.onShift ? "rota.until" : "rota.next", { at: change })}
      </span>
    </span>
  );
}
