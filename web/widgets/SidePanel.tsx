import { Button } from "@mantine/core";
import { IconX } from "@tabler/icons-react";
import type { ReactNode } from "react";
import classes from "./SidePanel.module.css";

/** What is chosen, beside its list: a head that can be closed, what scrolls below it, and at its foot what can be done. */
export function SidePanel({
  label,
  head,
  close,
  onClose,
  children,
  actions,
}: {
  readonly label: string;
  readonly head: ReactNode;
  /** What its cross is called. */
  readonly close: string;
  readonly onClose: () => void;
  readonly children: ReactNode;
  readonly actions?: ReactNode;
}) {
  return (
    <aside className={classes.panel} aria-label={label}>
      <div className={classes.body}>
        <header className={classes.head}>
          <p>{head}</p>
          <Button variant="subtle" size="compact-sm" aria-label={close} onClick={onClose}>
            <IconX size={16} stroke={1.8} aria-hidden="true" />
          </Button>
        </header>
        {children}
      </div>
      {actions && <footer className={classes.actions}>{actions}</footer>}
    </aside>
  );
}
