import { Button } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import type { ExceptionRow, ObjectRow } from "../../../server/wire/index.ts";
import { countdown, duration, when } from "../../app/format.ts";
import { eventWord, objectCount, objectName, word } from "../../app/words.ts";
import type { Names } from "../../live/index.ts";
import { Severity } from "../../widgets/Severity.tsx";
import { StateGlyph, type StateName } from "../../widgets/StateGlyph.tsx";
import { TeamTile } from "../../widgets/TeamTile.tsx";
import classes from "./Aside.module.css";
import shared from "./object.module.css";
import type { Reader } from "./say.ts";
import { expectedNext } from "./steps.ts";
import { t } from "./words.ts";

const isOpen = (exception: ExceptionRow): boolean => exception.state !== "resolved";

/** A status as the glyph that stands for it. */
export const statusState: Readonly<Record<ObjectRow["status"], StateName>> = {
  open: "waiting",
  waiting: "on-hold",
  failed: "failed",
  done: "done",
  cancelled: "skipped",
};

function ExceptionCard({
  exception,
  reader,
  names,
}: {
  readonly exception: ExceptionRow;
  readonly reader: Reader;
  readonly names: Names;
}) {
  const { blocks } = exception;
  const held = [
    blocks.orders > 0 ? objectCount("order", blocks.orders) : "",
    blocks.shipments > 0 ? objectCount("shipment", blocks.shipments) : "",
    blocks.invoices > 0 ? objectCount("invoice", blocks.invoices) : "",
  ].filter(Boolean);
  return (
    <article className={classes.card} data-level={exception.severity}>
      <div className={classes.cardHead}>
        <Severity level={exception.severity} />
        <h3>{exception.title}</h3>
      </div>
      <dl className={classes.facts}>
        {exception.reason !== "" && (
          <>
            <dt>{t("obj.expected-as")}</dt>
            <dd>{exception.reason}</dd>
          </>
        )}
        <dt>{t("obj.since")}</dt>
        <dd className="num">
          {when(exception.openedAt, reader.now, reader.zone)}, {duration(reader.now - Date.parse(exception.openedAt))}
        </dd>
        {held.length > 0 && (
          <>
            <dt>{t("obj.blocks")}</dt>
            <dd>{held.join(", ")}</dd>
          </>
        )}
        <dt>{t("obj.owner")}</dt>
        <dd className={classes.owner}>
          <TeamTile name={names.team(exception.owner.team)} size={22} />
          <span>
            {names.team(exception.owner.team)}
            {exception.owner.person !== null && `, ${exception.owner.person}`}
          </span>
        </dd>
      </dl>
      <Button
        fullWidth
        variant="default"
        renderRoot={(props) => <Link {...props} to="/x/$id" params={{ id: exception.id }} />}
      >
        {t("obj.open-exception")} {exception.id}
      </Button>
    </article>
  );
}

/** What is wrong with it and whose that is, what comes next, and what hangs on it. */
export function Aside({
  object,
  reader,
  names,
}: {
  readonly object: ObjectRow;
  readonly reader: Reader;
  readonly names: Names;
}) {
  const open = object.exceptions.filter(isOpen);
  const closed = object.exceptions.filter((one) => !isOpen(one));
  const next = expectedNext(object);
  const paused = object.expectations.filter((e) => e.state === "paused").length;
  return (
    <div className={classes.aside}>
      {open.map((one) => (
        <ExceptionCard key={one.id} exception={one} reader={reader} names={names} />
      ))}
      {closed.length > 0 && (
        <section className={classes.plain}>
          <h2>{t("obj.closed-exceptions", { n: closed.length })}</h2>
          <ul className={classes.closed}>
            {closed.slice(0, 5).map((one) => (
              <li key={one.id}>
                <Link to="/x/$id" params={{ id: one.id }}>
                  {one.id}
                </Link>
                <span>{one.title}</span>
                <StateGlyph state="done" size={14}>
                  {one.resolution ? word("reason", one.resolution.reason) : word("exception", one.state)}
                </StateGlyph>
              </li>
            ))}
          </ul>
        </section>
      )}
      <section className={classes.plain}>
        <h2>{t("obj.next")}</h2>
        {next?.dueAt ? (
          <p>
            <StateGlyph state="waiting">{eventWord(next.expects)}</StateGlyph>{" "}
            <span className={`${shared.faint} num`}>
              {Date.parse(next.dueAt) < reader.now
                ? t("obj.next-overdue", { at: when(next.dueAt, reader.now, reader.zone) })
                : t("obj.next-due", {
                    at: when(next.dueAt, reader.now, reader.zone),
                    left: countdown(next.dueAt, reader.now).text,
                  })}
            </span>
            <br />
            <span className={shared.faint}>{t("obj.due-from", { system: reader.system(next.system) })}</span>
          </p>
        ) : (
          <p className={shared.faint}>{paused > 0 ? t("obj.next-paused", { n: paused }) : t("obj.next-none")}</p>
        )}
      </section>
      <section className={classes.plain}>
        <h2>{t("obj.related")}</h2>
        {object.related.length === 0 && <p className={shared.faint}>{t("obj.related-none")}</p>}
        <ul className={classes.related}>
          {object.related.slice(0, 20).map((one) => (
            <li key={`${one.kind} ${one.id}`}>
              <Link
                to="/o/$kind/$id"
                params={{ kind: one.kind, id: one.id }}
                search={object.environment === "" ? {} : { environment: object.environment }}
                className="id"
              >
                {objectName(one)}
              </Link>
              <span>{one.warehouse ?? ""}</span>
              <StateGlyph state={statusState[one.status]} size={14}>
                {one.milestone === null ? word("status", one.status) : eventWord(one.milestone)}
              </StateGlyph>
            </li>
          ))}
        </ul>
      </section>
    </div>
  );
}
