import { time } from "../../app/format.ts";
import { word } from "../../app/words.ts";
import { forgetWaiting, insistOn, useOutbox, type Waiting } from "../../live/index.ts";
import shared from "./floor.module.css";
import classes from "./OutboxPane.module.css";
import { waitingName } from "./useFloor.ts";
import { t } from "./words.ts";

/** What waits on this tablet, in the order in which it is sent; what others changed meanwhile, with both values. */
export function OutboxPane({
  me,
  zone,
  onClose,
}: {
  readonly me: string;
  readonly zone: string;
  readonly onClose: () => void;
}) {
  const box = useOutbox();
  return (
    <section className={shared.form}>
      <h2>{t("floor.waiting-title")}</h2>
      <p>{box.length === 0 ? t("floor.waiting-none") : t("floor.waiting-why")}</p>
      <ol className={classes.waiting}>
        {box.map((entry) => (
          <li key={entry.key} data-state={entry.state}>
            <p>
              <b>{sentence(waitingName(entry))}</b>
              <span className="num">
                {entry.by === me ? time(entry.at, zone) : t("floor.waiting-other", { by: entry.by })}
                {entry.state === "sending" && `, ${t("floor.sending")}`}
              </span>
            </p>
            <Meanwhile entry={entry} zone={zone} />
          </li>
        ))}
      </ol>
      <button type="button" className={shared.second} onClick={onClose}>
        {t("floor.close")}
      </button>
    </section>
  );
}

const sentence = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

function Meanwhile({ entry, zone }: { readonly entry: Waiting; readonly zone: string }) {
  if (entry.state === "sending") return null;
  const drop = (
    <button type="button" className={shared.second} onClick={() => forgetWaiting(entry.key)}>
      {t("floor.drop")}
    </button>
  );
  if (entry.state === "waiting") return drop;
  const { now } = entry;
  return (
    <>
      {now === null ? (
        <p>{t("floor.refused", { why: entry.why ?? "" })}</p>
      ) : (
        <ul>
          <li>{t("floor.yours-was", { at: time(entry.at, zone), what: waitingName(entry) })}</li>
          <li>
            {t("floor.now-is", {
              state: word("exception", now.state).toLowerCase(),
              who: [
                now.owner.person ?? now.owner.team,
                now.acknowledgedAt === null ? "" : time(now.acknowledgedAt, zone),
              ]
                .filter(Boolean)
                .join(" "),
            })}
          </li>
        </ul>
      )}
      <div className={classes.others}>
        {drop}
        <button type="button" className={shared.second} onClick={() => insistOn(entry.key)}>
          {t("floor.anyway")}
        </button>
      </div>
    </>
  );
}
