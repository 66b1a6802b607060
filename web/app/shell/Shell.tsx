import { useQueryClient } from "@tanstack/react-query";
import { Outlet, useNavigate } from "@tanstack/react-router";
import { useEffect, useState } from "react";
import { api, problemOf, useLink, useLive, useSending } from "../../live/index.ts";
import { useKeys } from "../../widgets/keys.ts";
import { t } from "../words.ts";
import { Damaged } from "./Damaged.tsx";
import { Help } from "./Help.tsx";
import { Rail } from "./Rail.tsx";
import classes from "./Shell.module.css";
import { TopBar } from "./TopBar.tsx";
import { UndoBar } from "./UndoBar.tsx";

/** The frame around every screen: rail or bottom bar, top bar, shortcuts, and the live connection. */
export function Shell() {
  const { link } = useLive();
  const queries = useQueryClient();
  const phase = useLink().phase;
  const navigate = useNavigate();
  // Refused at the door looks like a lost connection: whether the session still holds, only a question tells.
  useEffect(() => {
    if (phase !== "lost") return;
    api("/me").catch((error: unknown) => {
      if (problemOf(error).status !== 401) return;
      queries.clear();
      void navigate({ to: "/sign-in", search: { next: window.location.pathname + window.location.search } });
    });
  }, [phase, navigate, queries]);
  const [help, setHelp] = useState(false);
  useEffect(() => {
    link.start();
    return () => link.stop();
  }, [link]);
  useEffect(() => {
    // Where nobody allowed it, nothing is told, and none of it is loaded.
    if (!("Notification" in window) || Notification.permission !== "granted") return;
    void import("../browsers/keep.ts").then(({ keep }) => keep());
  }, []);
  // What was done on the floor without a connection goes out from any page.
  useSending();
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
        <Damaged />
        <Outlet />
      </main>
      <UndoBar />
      <Help opened={help} onClose={() => setHelp(false)} />
    </div>
  );
}
