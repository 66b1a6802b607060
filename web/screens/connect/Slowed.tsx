import type { IntakeRow } from "../../../server/wire/index.ts";
import { bytes } from "../../app/format.ts";
import { StateIcon } from "../../widgets/StateGlyph.tsx";
import shared from "./connect.module.css";
import classes from "./Requests.module.css";
import { t } from "./words.ts";

/** Who was sent away because more came than could be taken, what of, and why. */
export function Slowed({ intake }: { readonly intake: IntakeRow }) {
  if (intake.slowed.length === 0) return null;
  return (
    <section aria-labelledby="slowed">
      <h2 id="slowed" className={shared.section}>
        {t("connect.slowed")}
      </h2>
      <p className={shared.faint}>{t("connect.slowed-lead")}</p>
      <ul className={classes.requests}>
        {intake.slowed.slice(0, 8).map((one) => (
          <li key={`${one.sender} ${one.route} ${one.worth} ${one.why}`} className={classes.request}>
            <span className="num">{bytes(one.bytes)}</span>
            <StateIcon state="late" size={14} />
            <span className={classes.requestText}>
              <b>{one.sender}</b>{" "}
              <span className={shared.faint}>
                {t(`connect.slowed-${one.worth}`)} · {t("connect.slowed-requests", { n: one.requests })}
              </span>
              <span className={shared.reason}>{t(`connect.slowed-${one.why}`)}</span>
            </span>
          </li>
        ))}
      </ul>
    </section>
  );
}
