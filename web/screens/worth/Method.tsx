import type { GainsPage } from "../../../server/wire/index.ts";
import { dayName } from "../../app/format/days.ts";
import { CodeBlock } from "../../widgets/CodeBlock.tsx";
import classes from "./Method.module.css";
import { t } from "./words.ts";
import frame from "./worth.module.css";

/** How a time study is written down; the numbers are what a study found somewhere, and nobody's here. */
const example = `company:
  minutesPerTouch:
    before: { each: 12m, cases: 40, on: "2026-10-12", by: "M. Ortiz" }
    now: { each: 4m30s, cases: 40, on: "2027-01-14", by: "M. Ortiz" }`;

/** How it is counted, in words; where hours are not measured, how they can be. */
export function Method({ page, today }: { readonly page: GainsPage; readonly today: string }) {
  const opened = page.openedOn === null ? "" : dayName(page.openedOn, today);
  const hours = page.items.find(({ id }) => id === "hours");
  const untimed = hours?.uncompared === "not-timed";
  return (
    <section className={frame.panel} aria-labelledby="method">
      <h2 id="method" className={frame.section}>
        {t("worth.method")}
      </h2>
      <dl className={classes.method}>
        <dt>{t("worth.method-first")}</dt>
        <dd>{t(page.stated ? "worth.method-first-stated" : "worth.method-first-text", { opened })}</dd>
        <dt>{t("worth.method-now")}</dt>
        <dd>{t("worth.method-now-text")}</dd>
        {page.joined.length > 0 && (
          <>
            <dt>{t("worth.method-joined")}</dt>
            <dd>
              {t("worth.method-joined-text", {
                sites: page.joined
                  .map(({ name, since }) => t("worth.method-joined-one", { site: name, day: dayName(since, today) }))
                  .join("; "),
              })}
            </dd>
          </>
        )}
        {(["compare", "known", "held", "hours", "blank"] as const).map((id) => (
          <div key={id} className={classes.pair}>
            <dt>{t(`worth.method-${id}`)}</dt>
            <dd>
              {t(`worth.method-${id}-text`)}
              {id === "hours" && untimed && <CodeBlock text={example} label={t("worth.method-hours-label")} />}
            </dd>
          </div>
        ))}
      </dl>
    </section>
  );
}
