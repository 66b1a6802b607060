import classes from "./Tee.module.css";
import { t } from "./words.ts";

/** The tee as a drawing: what the receiver has goes the old way unchanged, and to us through a queue of its own. */
export function Tee() {
  return (
    <div className={classes.tee} role="img" aria-label={t("connect.tee")}>
      <span className={classes.teeNode}>
        <b>{t("connect.tee-receiver")}</b>&nbsp;otlp
      </span>
      <svg
        width="44"
        height="66"
        viewBox="0 0 44 66"
        aria-hidden="true"
        className={classes.teeFork}
        fill="none"
        strokeWidth="1.5"
      >
        <path d="M0 33H14M14 15V51M14 15H38M14 51H38M34 11l5 4-5 4M34 47l5 4-5 4" />
      </svg>
      <span className={classes.teeWays}>
        <span className={classes.teeWay}>
          <span className={classes.teeOther}>{t("connect.tee-yours")}</span>
          <i />
          <span className={classes.teeOther}>{t("connect.tee-backend")}</span>
          <small>{t("connect.tee-before")}</small>
        </span>
        <span className={classes.teeWay}>
          <span className={classes.teeOurs}>{t("connect.tee-batch")}</span>
          <i />
          <span className={classes.teeOurs}>{t("connect.tee-queue")}</span>
          <i />
          <span className={classes.teeOurs}>Tallyman</span>
          <small>{t("connect.tee-all")}</small>
        </span>
      </span>
    </div>
  );
}
