import { Outlet } from "@tanstack/react-router";
import { useEffect, useState } from "react";
import { useLive } from "../../live/index.ts";
import { useKeys } from "../../widgets/keys.ts";
import { t } from "../words.ts";
import { Help } from "./Help.tsx";
import { Rail } from "./Rail.tsx";
import classes from "./Shell.module.css";
import { TopBar } from "./TopBar.tsx";

/** The frame around every screen: rail or bottom bar, top bar, shortcuts, and the live connection. */
export function Shell() {
  const { link } = useLive();
  const [help, setHelp] = useState(false);
  useEffect(() => {
    link.start();
    return () => link.stop();
  }, [link]);
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
