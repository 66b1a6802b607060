import { Link } from "@tanstack/react-router";
import type { TallyRow } from "../../../server/wire/index.ts";
import { count } from "../../app/format.ts";
import type { TallyGoods, TallySearch } from "../../app/url.ts";
import { Gate, useRoom } from "../../widgets/Gate.tsx";
import { strokesOf, worthFor } from "../../widgets/strokes.ts";
import classes from "./Cards.module.css";
import { Figure } from "./Figure.tsx";
import { levelsOf, type PartView, throughAll } from "./model.ts";
import { t } from "./words.ts";

const inbound = ["receipts", "transfers", "returns"] as const;

/** What comes in at the building in front: receipts, transfers, returns, each as a gate and as sums. */
export function Cards({ row, search }: { readonly row: TallyRow; readonly search: TallySearch }) {
  return (
    <div className={classes.cards}>
      {inbound.map((goods) => (
        <Card key={goods} row={row} goods={goods} search={search} />
      ))}
    </div>
  );
}

function Card({
  row,
  goods,
  search,
}: {
  readonly row: TallyRow;
  readonly goods: Exclude<TallyGoods, "orders">;
  readonly search: TallySearch;
}) {
  const [room, width] = useRoom();
  const levels = levelsOf(row, goods);
  const [first, ...then] = levels;
  if (first === undefined) return null;
  const level = throughAll(levels);
  const runs = strokesOf([level], worthFor(first.of, width, 4))[0] ?? [];
  const figure = (part: PartView) => (
    <span key={part.part} className={classes.pair} data-form={part.count > 0 ? part.form : undefined}>
      <b>
        <Figure count={part.count} part={part.part} warehouse={row.warehouse} label={part.word} />
      </b>{" "}
      {part.word}
    </span>
  );
  const sum = (parts: readonly PartView[]) =>
    parts
      .filter((part, at) => at < 2 || part.count > 0)
      .flatMap((part, at) => (at === 0 ? [figure(part)] : [" + ", figure(part)]));
  return (
    <section className={classes.card} aria-labelledby={`card-${goods}`}>
      <h2 id={`card-${goods}`} className={classes.cardHead}>
        <Link
          to="/tally/$warehouse"
          params={{ warehouse: row.warehouse }}
          search={{ ...search, goods, part: undefined, of: undefined }}
        >
          {t("tally.card", { goods: t(`tally.goods.${goods}`), site: row.warehouse })}
        </Link>
        <small>{t(`tally.basis.short.${goods}`)}</small>
        <span className="num">
          <Figure count={first.of} part={first.part} warehouse={row.warehouse} label={first.word} />
        </span>
      </h2>
      <div ref={room} className={classes.cardGate}>
        {first.of > 0 && (
          <Gate
            runs={runs}
            height={18}
            pitch={4}
            label={t("tally.read-gate", {
              n: count(first.of),
              whole: first.word,
              parts: first.parts.map((part) => t("tally.read", { n: count(part.count), word: part.word })).join(", "),
            })}
          />
        )}
      </div>
      <p className={classes.line}>{sum(first.parts)}</p>
      {then.map((one) => (
        <p key={one.id} className={classes.line}>
          {t("tally.card.of", { n: count(one.of) })} {sum(one.parts)}
        </p>
      ))}
    </section>
  );
}
