import { IconAccessPointOff, IconCircleCheckFilled, IconHelpHexagon } from "@tabler/icons-react";
import { count, duration } from "../../app/format.ts";
import { word } from "../../app/words.ts";
import { SeverityGlyph } from "../../widgets/Severity.tsx";
import classes from "./Cards.module.css";
import type { Card } from "./cards.ts";
import { t } from "./words.ts";

/** What holds up the building, by lane. */
export function Cards({ cards, now }: { readonly cards: readonly Card[]; readonly now: number }) {
  return (
    <ul className={classes.cards}>
      {cards.map((card) => (
        <li key={card.name} data-level={levelOf(card)}>
          <h2>{t(`wall.card.${card.name}`)}</h2>
          <Body card={card} now={now} />
        </li>
      ))}
    </ul>
  );
}

const levelOf = ({ count, severity }: Card): string =>
  count === null ? "not-known" : count === 0 ? "clear" : (severity ?? "calm");

function Body({ card, now }: { readonly card: Card; readonly now: number }) {
  const { doubt } = card;
  if (card.count === null)
    return (
      <p className={classes.unknown}>
        <b>
          <IconHelpHexagon aria-hidden="true" />
          {doubt?.kind === "not-judged"
            ? t("wall.card.not-judged")
            : doubt?.kind === "not-read"
              ? t("wall.card.not-read")
              : t("wall.card.not-known")}
        </b>
        {doubt?.kind === "silent" && <Silent doubt={doubt} now={now} />}
        {doubt?.kind === "not-judged" && <span>{t("wall.card.sampled")}</span>}
      </p>
    );
  if (card.count === 0)
    return (
      <p className={classes.clear}>
        <span aria-hidden="true">–</span>
        <IconCircleCheckFilled aria-hidden="true" />
        <b>{t("wall.card.clear")}</b>
      </p>
    );
  return (
    <div className={classes.held}>
      <b className={classes.big} data-long={card.count > 99 || undefined}>
        {count(card.count)}
      </b>
      <p>
        {card.severity !== null && (
          <span className={classes.level}>
            <SeverityGlyph level={card.severity} size={20} color="currentColor" />
            {word("severity", card.severity)}
          </span>
        )}
        {doubt?.kind === "silent" ? (
          <Silent doubt={doubt} now={now} />
        ) : card.oldestAt === null ? (
          <span>{t("wall.card.in-time")}</span>
        ) : (
          <>
            <span>{t("wall.card.oldest")}</span>
            <span>{duration(now - card.oldestAt)}</span>
          </>
        )}
        {card.atLeast && <span>{t("wall.card.at-least")}</span>}
      </p>
    </div>
  );
}

function Silent({ doubt, now }: { readonly doubt: Extract<Card["doubt"], { kind: "silent" }>; readonly now: number }) {
  return (
    <span className={classes.silent}>
      <IconAccessPointOff aria-hidden="true" />
      {doubt.lastSeenAt === null
        ? t("wall.silent-never", { name: doubt.name })
        : t("wall.silent", { name: doubt.name, since: duration(now - doubt.lastSeenAt) })}
    </span>
  );
}
