import { Menu, TextInput, UnstyledButton } from "@mantine/core";
import { IconBuildingWarehouse, IconCheck, IconChevronDown, IconSearch } from "@tabler/icons-react";
import { Link, useNavigate, useSearch } from "@tanstack/react-router";
import { useState } from "react";
import { namesOf, useNetwork, useNow } from "../../live/index.ts";
import { Keycap } from "../../widgets/Keycap.tsx";
import { Mark } from "../../widgets/Mark.tsx";
import { date, time, weekday, zoneName } from "../format.ts";
import { t } from "../words.ts";
import { DemoBadge } from "./DemoBadge.tsx";
import { Freshness } from "./Freshness.tsx";
import { Person } from "./Person.tsx";
import classes from "./TopBar.module.css";

/** Scope, search, freshness, clock and person. */
export function TopBar({ onHelp }: { readonly onHelp: () => void }) {
  return (
    <header className={classes.top}>
      <Link to="/queue" className={classes.markLink} aria-label={t("app.name")}>
        <Mark size={34} tile />
      </Link>
      <ScopeMenu />
      <Search />
      <DemoBadge />
      <div className={classes.end}>
        <div className={classes.chips}>
          <Freshness />
        </div>
        <Clock />
        <Link to="/find" className={classes.searchLink} aria-label={t("search.label")}>
          <IconSearch size={24} stroke={1.8} aria-hidden="true" />
        </Link>
        <Person onHelp={onHelp} />
      </div>
    </header>
  );
}

/** Company, then warehouse; what is chosen stands in the address as `site`. */
function ScopeMenu() {
  const network = useNetwork();
  const site = useSearch({ strict: false }).site;
  const navigate = useNavigate();
  const names = namesOf(network);
  const here = site === undefined ? t("scope.all") : site;
  const go = (to: string | undefined): void => {
    void navigate({ to: ".", search: (old: object) => ({ ...old, site: to }) });
  };
  return (
    <Menu position="bottom-start" width={260} withinPortal>
      <Menu.Target>
        <UnstyledButton className={classes.scope} aria-label={t("scope.label", { company: names.company, site: here })}>
          <IconBuildingWarehouse size={16} stroke={1.8} className={classes.scopeIcon ?? ""} aria-hidden="true" />
          {names.company !== "" && (
            <>
              <span className={classes.company}>{names.company}</span>
              <span className={classes.slash} aria-hidden="true">
                /
              </span>
            </>
          )}
          <span className={classes.site}>{here}</span>
          <IconChevronDown size={14} stroke={1.8} aria-hidden="true" />
        </UnstyledButton>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item
          onClick={() => go(undefined)}
          rightSection={site === undefined ? <IconCheck size={14} aria-hidden="true" /> : undefined}
        >
          {t("scope.all")}
        </Menu.Item>
        {network !== undefined && network.warehouses.length > 0 && <Menu.Label>{t("scope.sites")}</Menu.Label>}
        {network?.warehouses.map((one) => (
          <Menu.Item
            key={one.id}
            onClick={() => go(one.id)}
            rightSection={site === one.id ? <IconCheck size={14} aria-hidden="true" /> : undefined}
          >
            {one.id} <span style={{ color: "var(--ink-3)" }}>{one.name === one.id ? "" : one.name}</span>
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}

function Search() {
  const navigate = useNavigate();
  const [text, setText] = useState("");
  return (
    <search className={classes.search}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          if (text.trim() !== "") void navigate({ to: "/find", search: { q: text.trim() } });
        }}
      >
        <TextInput
          data-search
          value={text}
          onChange={(event) => setText(event.currentTarget.value)}
          onKeyDown={(event) => event.key === "Escape" && event.currentTarget.blur()}
          aria-label={t("search.label")}
          aria-keyshortcuts="/"
          placeholder={t("search.hint")}
          leftSection={<IconSearch size={16} stroke={1.8} aria-hidden="true" />}
          rightSection={<Keycap of="/" />}
          type="search"
          autoComplete="off"
        />
      </form>
    </search>
  );
}

/** Time of the scope, with its zone. */
function Clock() {
  const now = useNow(1000);
  const site = useSearch({ strict: false }).site;
  const zone = namesOf(useNetwork()).zone(site);
  return (
    <time className={`${classes.clock} num`} dateTime={new Date(now).toISOString()}>
      <span className={classes.day} style={{ color: "inherit", fontWeight: "inherit" }}>
        {weekday(now, zone)} {date(now, zone)}{" "}
      </span>
      {time(now, zone)} <span>{zoneName(zone, now)}</span>
    </time>
  );
}
