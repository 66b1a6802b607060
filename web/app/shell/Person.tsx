import { Menu, UnstyledButton, useMantineColorScheme } from "@mantine/core";
import {
  IconBaselineDensityMedium,
  IconBaselineDensitySmall,
  IconCheck,
  IconDeviceDesktop,
  IconHistory,
  IconKeyboard,
  IconLogout,
  IconMoon,
  IconSun,
} from "@tabler/icons-react";
import { useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { api, forgetDeeds, useLive, useMe } from "../../live/index.ts";
import { setDensity, useDensity } from "../../widgets/density.ts";
import { setSingleKeys, useSingleKeys } from "../../widgets/keys.ts";
import { TeamTile } from "../../widgets/TeamTile.tsx";
import { t } from "../words.ts";
import { Recent } from "./Recent.tsx";
import classes from "./Shell.module.css";

const tick = <IconCheck size={14} aria-hidden="true" />;

/** Recent actions, shortcuts, density, theme, sign out. */
export function Person({ onHelp }: { readonly onHelp: () => void }) {
  const me = useMe();
  const { link } = useLive();
  const queries = useQueryClient();
  const navigate = useNavigate();
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  const density = useDensity();
  const singleKeys = useSingleKeys();
  const [recent, setRecent] = useState(false);
  const name = me?.name ?? "";
  const signOut = async (): Promise<void> => {
    await api("/session", { method: "DELETE" }).catch(() => undefined);
    link.stop();
    queries.clear();
    forgetDeeds();
    await navigate({ to: "/sign-in" });
  };
  const themes = [
    ["light", t("person.light"), IconSun],
    ["dark", t("person.dark"), IconMoon],
    ["auto", t("person.auto"), IconDeviceDesktop],
  ] as const;
  const densities = [
    ["normal", t("person.normal"), IconBaselineDensityMedium],
    ["compact", t("person.compact"), IconBaselineDensitySmall],
  ] as const;
  return (
    <>
      <Menu position="bottom-end" width={240} withinPortal alignItemsLabels="all">
        <Menu.Target>
          <UnstyledButton className={classes.person} aria-label={t("person.label", { name })}>
            <TeamTile name={name === "" ? "?" : name} size={28} />
          </UnstyledButton>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Label>{t("person.signed-in", { name })}</Menu.Label>
          <Menu.Item
            leftSection={<IconHistory size={16} stroke={1.8} aria-hidden="true" />}
            onClick={() => setRecent(true)}
          >
            {t("person.recent")}
          </Menu.Item>
          <Menu.Item leftSection={<IconKeyboard size={16} stroke={1.8} aria-hidden="true" />} onClick={onHelp}>
            {t("person.shortcuts")}
          </Menu.Item>
          <Menu.CheckboxItem checked={singleKeys} checkIcon={tick} onChange={setSingleKeys}>
            {t("person.single-keys")}
          </Menu.CheckboxItem>
          <Menu.Divider />
          <Menu.Label>{t("person.density")}</Menu.Label>
          {densities.map(([value, label, Icon]) => (
            <Menu.RadioItem
              key={value}
              value={value}
              checked={density === value}
              checkIcon={tick}
              rightSection={<Icon size={16} stroke={1.8} aria-hidden="true" />}
              onChange={() => setDensity(value)}
            >
              {label}
            </Menu.RadioItem>
          ))}
          <Menu.Divider />
          <Menu.Label>{t("person.theme")}</Menu.Label>
          {themes.map(([scheme, label, Icon]) => (
            <Menu.RadioItem
              key={scheme}
              value={scheme}
              checked={colorScheme === scheme}
              checkIcon={tick}
              rightSection={<Icon size={16} stroke={1.8} aria-hidden="true" />}
              onChange={() => setColorScheme(scheme)}
            >
              {label}
            </Menu.RadioItem>
          ))}
          <Menu.Divider />
          <Menu.Item
            leftSection={<IconLogout size={16} stroke={1.8} aria-hidden="true" />}
            onClick={() => void signOut()}
          >
            {t("person.sign-out")}
          </Menu.Item>
        </Menu.Dropdown>
      </Menu>
      <Recent opened={recent} onClose={() => setRecent(false)} />
    </>
  );
}
