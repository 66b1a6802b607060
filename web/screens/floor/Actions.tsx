import {
  IconArrowForwardUp,
  IconCheck,
  IconHandGrab,
  IconLock,
  IconNote,
  IconPhone,
  IconTruckDelivery,
} from "@tabler/icons-react";
import { Link } from "@tanstack/react-router";
import type { DepartureRow, ExceptionRow } from "../../../server/wire/index.ts";
import { mayNotWait } from "../../live/index.ts";
import classes from "./Actions.module.css";
import shared from "./floor.module.css";
import { toTake } from "./model.ts";
import { t } from "./words.ts";

/** A form that takes the place of what is read. */
export type FormName = "note" | "tell" | "over";

/** What can be done to what is looked at. Buttons stay where they are, whatever holds now. */
export function Actions({
  rows,
  me,
  warehouse,
  departure,
  offline,
  busy,
  onTake,
  onForm,
}: {
  readonly rows: readonly ExceptionRow[];
  readonly me: string;
  readonly warehouse: string;
  readonly departure: DepartureRow | null;
  readonly offline: boolean;
  readonly busy: boolean;
  readonly onTake: (rows: readonly ExceptionRow[]) => void;
  readonly onForm: (form: FormName) => void;
}) {
  const open = toTake(rows, me);
  const many = offline && mayNotWait("comment", rows.length) !== null;
  const locked = (action: "acknowledge" | "comment" | "tell" | "assign"): boolean =>
    offline && mayNotWait(action, action === "acknowledge" ? open.length : rows.length) !== null;
  const ships = rows.some((row) => row.object?.kind === "order" || row.object?.kind === "shipment");
  return (
    <footer className={classes.actions}>
      {offline && (
        <p className={classes.locked}>
          <IconLock size={22} stroke={1.8} aria-hidden="true" />
          {many ? t("floor.locked-many") : t("floor.locked-one")}
        </p>
      )}
      <div className={shared.first}>
        {open.length === 0 ? (
          <button type="button" className={shared.primary} data-done disabled>
            <IconCheck size={28} stroke={2} aria-hidden="true" />
            {t("floor.have")}
          </button>
        ) : (
          <button
            type="button"
            className={shared.primary}
            disabled={busy || locked("acknowledge")}
            onClick={() => onTake(open)}
          >
            {locked("acknowledge") ? (
              <IconLock size={28} stroke={1.8} aria-hidden="true" />
            ) : (
              <IconHandGrab size={28} stroke={1.8} aria-hidden="true" />
            )}
            {offline && open.length === 1 ? t("floor.take-later") : t("floor.take", { n: open.length })}
          </button>
        )}
        {ships &&
          (offline ? (
            <button type="button" className={shared.outlined} disabled>
              <IconLock size={28} stroke={1.8} aria-hidden="true" />
              {t("floor.depart")}
            </button>
          ) : (
            <Link
              to="/departures/$warehouse"
              params={{ warehouse }}
              search={departure === null ? { site: warehouse } : { site: warehouse, d: departure.id }}
              className={shared.outlined}
            >
              <IconTruckDelivery size={28} stroke={1.8} aria-hidden="true" />
              {t("floor.depart")}
            </Link>
          ))}
      </div>
      <div className={classes.others}>
        <button
          type="button"
          className={shared.second}
          disabled={busy || locked("comment")}
          onClick={() => onForm("note")}
        >
          {locked("comment") ? <Lock /> : <IconNote size={26} stroke={1.8} aria-hidden="true" />}
          {t("floor.note")}
        </button>
        <button
          type="button"
          className={shared.second}
          disabled={busy || locked("tell")}
          onClick={() => onForm("tell")}
        >
          {locked("tell") ? <Lock /> : <IconPhone size={26} stroke={1.8} aria-hidden="true" />}
          {t("floor.tell")}
        </button>
        <button
          type="button"
          className={shared.second}
          disabled={busy || locked("assign")}
          onClick={() => onForm("over")}
        >
          {locked("assign") ? <Lock /> : <IconArrowForwardUp size={26} stroke={1.8} aria-hidden="true" />}
          {t("floor.over")}
        </button>
      </div>
    </footer>
  );
}

const Lock = () => <IconLock size={26} stroke={1.8} aria-hidden="true" />;
