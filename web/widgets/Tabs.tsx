import "@mantine/core/styles/Tabs.css";
import { Tabs as MantineTabs } from "@mantine/core";
import type { ReactNode } from "react";
import classes from "./Tabs.module.css";

/** One tab: its id, label, and how many things it holds. */
export interface Tab {
  readonly id: string;
  readonly label: string;
  readonly count?: number;
}

/** Tabs with a 3 px bar under the one in front; `extra` stands at the right of the bar. Panels are drawn by `children(id)`. */
export function Tabs({
  tabs,
  value,
  onChange,
  label,
  extra,
  children,
}: {
  readonly tabs: readonly Tab[];
  readonly value: string;
  readonly onChange: (id: string) => void;
  readonly label: string;
  readonly extra?: ReactNode;
  readonly children: (id: string) => ReactNode;
}) {
  return (
    <MantineTabs
      value={value}
      onChange={(id) => id !== null && onChange(id)}
      keepMounted={false}
      classNames={{ list: classes.list ?? "", tab: classes.tab ?? "" }}
    >
      <MantineTabs.List aria-label={label}>
        {tabs.map((tab) => (
          <MantineTabs.Tab key={tab.id} value={tab.id}>
            {tab.label}
            {tab.count !== undefined && <span className={`${classes.count} num`}>{tab.count}</span>}
          </MantineTabs.Tab>
        ))}
        {extra !== undefined && <span className={classes.extra}>{extra}</span>}
      </MantineTabs.List>
      {tabs.map((tab) => (
        <MantineTabs.Panel key={tab.id} value={tab.id}>
          {tab.id === value ? children(tab.id) : null}
        </MantineTabs.Panel>
      ))}
    </MantineTabs>
  );
}
