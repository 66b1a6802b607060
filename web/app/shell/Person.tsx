import { Menu, UnstyledButton, useMantineColorScheme } from "@mantine/core";
import { IconCheck, IconDeviceDesktop, IconKeyboard, IconLogout, IconMoon, IconSun } from "@tabler/icons-react";
import { useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { api, useLive, useMe } from "../../live/index.ts";
import { TeamTile } from "../../widgets/TeamTile.tsx";
import { t } from "../words.ts";
import classes from "./Shell.module.css";

/** Theme, shortcuts, sign out. */
export function Person({ onHelp }: { readonly onHelp: () => void }) {
  const me = useMe();
  const { link } = useLive();
  const queries = useQueryClient();
  const navigate = useNavigate();
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  const name = me?.name ?? "";
  const signOut = async (): Promise<void> => {
    await api("/session", { method: "DELETE" }).catch(() => undefined);
    link.stop();
    queries.clear();
    await navigate({ to: "/sign-in" });
  };
  const themes = [
    ["light", t("person.light"), IconSun],
    ["dark", t("person.dark"), IconMoon],
    ["auto", t("person.auto"), IconDeviceDesktop],
  ] as const;
  return (
    <Menu position="bottom-end" width={240} withinPortal>
      <Menu.Target>
        <UnstyledButton className={classes.person} aria-label={t("person.label", { name })}>
          <TeamTile name={name === "" ? "?" : name} size={28} />
        </UnstyledButton>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>{t("person.signed-in", { name })}</Menu.Label>
        <Menu.Item leftSection={<IconKeyboard size={16} stroke={1.8} aria-hidden="true" />} onClick={onHelp}>
          {t("person.shortcuts")}
        </Menu.Item>
        <Menu.Divider />
        <Menu.Label>{t("person.theme")}</Menu.Label>
        {themes.map(([scheme, label, Icon]) => (
          <Menu.Item
            key={scheme}
            role="menuitemradio"
            aria-checked={colorScheme === scheme}
            closeMenuOnClick={false}
            leftSection={<Icon size={16} stroke={1.8} aria-hidden="true" />}
            rightSection={colorScheme === scheme ? <IconCheck size={14} aria-hidden="true" /> : undefined}
            onClick={() => setColorScheme(scheme)}
          >
            {label}
          </Menu.Item>
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
  );
}
