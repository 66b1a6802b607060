import { Mark } from "../../widgets/Mark.tsx";
import classes from "./Said.module.css";

/** A wall that has nothing to show, and why. */
export function Said({ title, why }: { readonly title: string; readonly why: string }) {
  return (
    <div className={classes.said}>
      <Mark size={120} />
      <h1>{title}</h1>
      <p>{why}</p>
    </div>
  );
}
