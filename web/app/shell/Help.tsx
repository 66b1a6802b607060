import { Modal, Switch } from "@mantine/core";
import { Keycap } from "../../widgets/Keycap.tsx";
import { setSingleKeys, useShortcutGroups, useSingleKeys } from "../../widgets/keys.ts";
import { t } from "../words.ts";
import classes from "./Help.module.css";

/** The shortcuts that hold on this screen, and the switch that turns single keys off. */
export function Help({ opened, onClose }: { readonly opened: boolean; readonly onClose: () => void }) {
  const groups = useShortcutGroups();
  const on = useSingleKeys();
  return (
    <Modal
      opened={opened}
      onClose={onClose}
      title={t("keys.title")}
      closeButtonProps={{ "aria-label": t("do.close") }}
      size={520}
    >
      <Switch
        checked={on}
        onChange={(event) => setSingleKeys(event.currentTarget.checked)}
        label={t("keys.on")}
        description={t("keys.on-hint")}
      />
      {(["here", "everywhere"] as const).map((where) => {
        const shortcuts = groups.filter((group) => group.where === where).flatMap((group) => group.shortcuts);
        if (shortcuts.length === 0) return null;
        return (
          <section key={where}>
            <h3 className={classes.head}>{where === "here" ? t("keys.here") : t("keys.everywhere")}</h3>
            <dl className={classes.list} data-off={!on}>
              {shortcuts.map((one) => (
                <div key={one.key} className={classes.pair}>
                  <dt>{one.label}</dt>
                  <dd>
                    <Keycap of={one.key} />
                    <span className={classes.read}>{one.key}</span>
                  </dd>
                </div>
              ))}
            </dl>
          </section>
        );
      })}
    </Modal>
  );
}
