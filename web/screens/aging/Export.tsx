import { Button, Menu } from "@mantine/core";
import { IconDownload } from "@tabler/icons-react";
import { count } from "../../app/format.ts";
import classes from "./Tools.module.css";
import { type ExportForm, type Exporting, mostInSheet } from "./useExport.ts";
import { t } from "./words.ts";

const forms: readonly ExportForm[] = ["csv", "xlsx"];

/** What is shown as a file; a sheet that cannot hold it says so. */
export function Export({
  of,
  n,
  exporting,
}: {
  /** What is saved, in words. */
  readonly of: string;
  /** How many documents it has. */
  readonly n: number;
  readonly exporting: Exporting;
}) {
  return (
    <Menu position="bottom-end" width={300} withinPortal>
      <Menu.Target>
        <Button
          variant="default"
          disabled={n === 0}
          loading={exporting.busy}
          leftSection={<IconDownload size={16} stroke={1.8} aria-hidden="true" />}
        >
          {t("aging.export")}
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>{t("aging.export-side", { side: of, n })}</Menu.Label>
        {forms.map((form) => {
          const over = form === "xlsx" && n > mostInSheet;
          return (
            <Menu.Item key={form} disabled={over} onClick={() => exporting.save(form)}>
              {t(`aging.export-${form}`)}
              <span className={classes.what}>
                {over
                  ? t("aging.export-too-many", { n: count(n), most: count(mostInSheet) })
                  : t(`aging.export-${form}-what`)}
              </span>
            </Menu.Item>
          );
        })}
      </Menu.Dropdown>
    </Menu>
  );
}
