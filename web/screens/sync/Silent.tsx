import { IconAccessPointOff } from "@tabler/icons-react";
import type { ReactNode } from "react";
import classes from "./sync.module.css";

/** Silence through which something due was missed: red, where a silent source by itself is a warning. */
export const Silent = ({ children }: { readonly children: ReactNode }) => (
  <span className={classes.silent}>
    <IconAccessPointOff size={15} stroke={1.8} aria-hidden="true" />
    {children}
  </span>
);
