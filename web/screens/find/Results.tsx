import type { ReactNode } from "react";
import type { SearchHitRow } from "../../../server/wire/index.ts";
import { zoneName } from "../../app/format.ts";
import { StateGlyph } from "../../widgets/StateGlyph.tsx";
import { TallyStrip } from "../../widgets/TallyStrip.tsx";
import { kindText, ObjectLink, Owner, type Reading, Standing, waiting } from "./cells.tsx";
import classes from "./find.module.css";
import { type FoundLine, hitId, type ListSum, missing } from "./list.ts";
import { t } from "./words.ts";

function Table({
  pasted,
  reading,
  children,
}: {
  readonly pasted: boolean;
  readonly reading: Reading;
  readonly children: ReactNode;
}) {
  return (
    <table className={classes.table} data-pasted={pasted || undefined}>
      <caption className={classes.hidden}>{t("find.table")}</caption>
      <thead>
        <tr>
          {pasted && <th scope="col">{t("find.col-line")}</th>}
          {pasted && <th scope="col">{t("find.col-pasted")}</th>}
          <th scope="col">{t("find.col-kind")}</th>
          <th scope="col">{t("find.col-object")}</th>
          <th scope="col">{t("find.col-tally")}</th>
          <th scope="col">{t("find.col-stands")}</th>
          <th scope="col">{t("find.col-waits", { zone: zoneName(reading.names.zone(null), reading.now) })}</th>
          <th scope="col">{t("find.col-owner")}</th>
        </tr>
      </thead>
      <tbody>{children}</tbody>
    </table>
  );
}

function HitCells({ hit, reading }: { readonly hit: SearchHitRow; readonly reading: Reading }) {
  return (
    <>
      <td className={classes.kind}>{kindText(hit)}</td>
      <td className={classes.object}>
        <ObjectLink hit={hit} />
      </td>
      <td>
        <TallyStrip strokes={hit.strokes} />
      </td>
      <td className={classes.stands}>
        <Standing hit={hit} />
      </td>
      <td className={`${classes.waits} num`}>{waiting(hit, reading)}</td>
      <td>
        <Owner hit={hit} names={reading.names} />
      </td>
    </>
  );
}

/** What fits one number; the row in front is the one that Enter opens. */
export function Hits({
  hits,
  front,
  reading,
}: {
  readonly hits: readonly SearchHitRow[];
  readonly front: number;
  readonly reading: Reading;
}) {
  return (
    <Table pasted={false} reading={reading}>
      {hits.map((hit, i) => (
        <tr key={hitId(hit)} data-front={i === front || undefined}>
          <HitCells hit={hit} reading={reading} />
        </tr>
      ))}
    </Table>
  );
}

function Line({
  line,
  front,
  reading,
}: {
  readonly line: FoundLine;
  readonly front: boolean;
  readonly reading: Reading;
}) {
  const lead = (
    <>
      <td className={`${classes.line} num`}>{line.line}</td>
      <td className={`${classes.pasted} id`}>{line.key}</td>
    </>
  );
  switch (line.kind) {
    case "found":
      return (
        <tr data-front={front || undefined}>
          {lead}
          <HitCells hit={line.hit} reading={reading} />
        </tr>
      );
    case "same":
      return (
        <tr data-front={front || undefined}>
          {lead}
          <td className={classes.kind}>{kindText(line.hit)}</td>
          <td colSpan={5} className={classes.object}>
            <ObjectLink hit={line.hit} remark={false} />
            <span className={classes.remark}>{t("find.same-as", { n: line.asLine })}</span>
          </td>
        </tr>
      );
    case "fits-two":
      return (
        <tr data-front={front || undefined}>
          {lead}
          <td className={classes.kind}>
            <StateGlyph state="not-known">{t("find.state-two")}</StateGlyph>
          </td>
          <td colSpan={5} className={classes.object}>
            {line.hits.map((hit, i) => (
              <span key={hitId(hit)}>
                {i > 0 && <span className={classes.or}>{t("find.or")}</span>}
                <ObjectLink hit={hit} remark={false} />
                <span className={classes.remark}>
                  {[kindText(hit).toLowerCase(), hit.customer].filter(Boolean).join(", ")}
                </span>
              </span>
            ))}
          </td>
        </tr>
      );
    case "not-found":
      return (
        <tr data-front={front || undefined}>
          {lead}
          <td className={classes.kind}>
            <StateGlyph state="skipped">{t("find.state-none")}</StateGlyph>
          </td>
          <td colSpan={5} className={classes.object}>
            {t("find.nothing")}.
            {line.nearest && (
              <span className={classes.remark}>
                {t("find.nearest")} <ObjectLink hit={line.nearest} remark={false} />
              </span>
            )}
          </td>
        </tr>
      );
  }
}

/** The pasted list, in its order. */
export function Lines({
  lines,
  front,
  reading,
}: {
  readonly lines: readonly FoundLine[];
  readonly front: number;
  readonly reading: Reading;
}) {
  return (
    <Table pasted reading={reading}>
      {lines.map((line, i) => (
        <Line key={line.line} line={line} front={i === front} reading={reading} />
      ))}
    </Table>
  );
}

/** The list as a sum; says so when it does not add up. */
export function Equation({ sum }: { readonly sum: ListSum }) {
  const off = missing(sum);
  const parts = [
    { n: sum.found, word: t("find.found") },
    { n: sum.same, word: t("find.same", { n: sum.same }) },
    { n: sum.fitsTwo, word: t("find.fits-two", { n: sum.fitsTwo }) },
    { n: sum.notFound, word: t("find.not-found") },
  ];
  return (
    <div className={classes.equation}>
      <span>
        <b className="num">{sum.pasted}</b> {t("find.pasted")}
      </span>
      {parts.map((part, i) => (
        <span key={part.word}>
          <i aria-hidden="true">{i === 0 ? "=" : "+"}</i>
          <b className="num">{part.n}</b> {part.word}
        </span>
      ))}
      <span className={classes.sumState}>
        {off === 0 ? (
          <StateGlyph state="done">{t("find.adds-up")}</StateGlyph>
        ) : (
          <StateGlyph state="failed">{t("find.off-by", { n: off })}</StateGlyph>
        )}
      </span>
      <span className={classes.faint}>{t("find.how")}</span>
    </div>
  );
}
