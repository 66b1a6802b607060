import { Outlet } from "@tanstack/react-router";
import { useEffect, useState } from "react";
import { useLive, useMe } from "../../live/index.ts";
import { useKeys } from "../../widgets/keys.ts";
import { t } from "../words.ts";
import { Help } from "./Help.tsx";
import { Rail } from "./Rail.tsx";
import classes from "./Shell.module.css";
import { TopBar } from "./TopBar.tsx";

/** The frame around every screen: rail or bottom bar, top bar, shortcuts, and the live connection. */
export function Shell() {
  const { link } = useLive();
  const me = useMe();
  const [help, setHelp] = useState(false);
  useEffect(() => {
    if (me !== undefined) link.told(Date.parse(me.now));
    link.start();
    return () => link.stop();
  }, [link, me]);
  useKeys(
    [
      {
        key: "/",
        label: t("keys.search"),
        run: () => document.querySelector<HTMLInputElement>("[data-search]")?.focus(),
      },
      { key: "?", label: t("keys.help"), run: () => setHelp(true) },
    ],
    "everywhere",
  );
  return (
    <div className={classes.shell}>
      <a href="#content" className={classes.skip}>
        {t("app.skip")}
      </a>
      <Rail />
      <TopBar onHelp={() => setHelp(true)} />
      <main id="content" className={classes.content} tabIndex={-1}>
        <Outlet />
      </main>
      <Help opened={help} onClose={() => setHelp(false)} />
    </div>
  );
}
