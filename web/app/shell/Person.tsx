import { Menu, UnstyledButton, useMantineColorScheme } from "@mantine/core";
import {
  IconBaselineDensityMedium,
  IconBaselineDensitySmall,
  IconBell,
  IconCheck,
  IconDeviceDesktop,
  IconDeviceTablet,
  IconDeviceTv,
  IconHistory,
  IconKeyboard,
  IconLink,
  IconLogout,
  IconMail,
  IconMoon,
  IconSun,
  IconTransfer,
} from "@tabler/icons-react";
import { useQueryClient } from "@tanstack/react-query";
import { Link, useNavigate, useParams, useSearch } from "@tanstack/react-router";
import { lazy, Suspense, useState } from "react";
import { api, forgetDeeds, useLive, useMe, useNetwork } from "../../live/index.ts";
import { setDensity, useDensity } from "../../widgets/density.ts";
import { setSingleKeys, useSingleKeys } from "../../widgets/keys.ts";
import { TeamTile } from "../../widgets/TeamTile.tsx";
import { t } from "../words.ts";
import classes from "./Person.module.css";
import { Recent } from "./Recent.tsx";

const tick = <IconCheck size={14} aria-hidden="true" />;
const Browsers = lazy(() => import("../browsers/index.tsx").then(({ Browsers }) => ({ default: Browsers })));
const Walls = lazy(() => import("./Walls.tsx").then(({ Walls }) => ({ default: Walls })));

/** Recent actions, browsers that are told, shortcuts, floor mode and wall of the building in scope, density, theme, sign out. */
export function Person({ onHelp }: { readonly onHelp: () => void }) {
  const me = useMe();
  const network = useNetwork();
  const params = useParams({ strict: false });
  const site = useSearch({ strict: false }).site ?? params.warehouse ?? network?.warehouses[0]?.id;
  const { link } = useLive();
  const queries = useQueryClient();
  const navigate = useNavigate();
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  const density = useDensity();
  const singleKeys = useSingleKeys();
  const [recent, setRecent] = useState(false);
  const [browsers, setBrowsers] = useState(false);
  const [walls, setWalls] = useState(false);
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
          <Menu.Item
            component={Link}
            to="/hand-over"
            leftSection={<IconTransfer size={16} stroke={1.8} aria-hidden="true" />}
          >
            {t("person.hand-over")}
          </Menu.Item>
          <Menu.Item
            leftSection={<IconBell size={16} stroke={1.8} aria-hidden="true" />}
            onClick={() => setBrowsers(true)}
          >
            {t("person.browsers")}
          </Menu.Item>
          <Menu.Item
            leftSection={<IconMail size={16} stroke={1.8} aria-hidden="true" />}
            onClick={() => void navigate({ to: "/exec", search: { digest: "open" } })}
          >
            {t("person.digest")}
          </Menu.Item>
          <Menu.Item leftSection={<IconKeyboard size={16} stroke={1.8} aria-hidden="true" />} onClick={onHelp}>
            {t("person.shortcuts")}
          </Menu.Item>
          <Menu.CheckboxItem checked={singleKeys} checkIcon={tick} onChange={setSingleKeys}>
            {t("person.single-keys")}
          </Menu.CheckboxItem>
          <Menu.Divider />
          {site !== undefined && (
            <>
              <Menu.Item
                leftSection={<IconDeviceTablet size={16} stroke={1.8} aria-hidden="true" />}
                onClick={() => void navigate({ to: "/floor/$warehouse", params: { warehouse: site } })}
              >
                {t("person.floor", { site })}
              </Menu.Item>
              <Menu.Item
                leftSection={<IconDeviceTv size={16} stroke={1.8} aria-hidden="true" />}
                onClick={() => void navigate({ to: "/wall/$warehouses", params: { warehouses: site } })}
              >
                {t("person.wall", { site })}
              </Menu.Item>
              <Menu.Item
                leftSection={<IconLink size={16} stroke={1.8} aria-hidden="true" />}
                onClick={() => setWalls(true)}
              >
                {t("person.walls")}
              </Menu.Item>
              <Menu.Divider />
            </>
          )}
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
      {browsers && (
        <Suspense>
          <Browsers onClose={() => setBrowsers(false)} />
        </Suspense>
      )}
      {walls && site !== undefined && (
        <Suspense>
          <Walls site={site} onClose={() => setWalls(false)} />
        </Suspense>
      )}
    </>
  );
}
