import { useNavigate, useParams } from "@tanstack/react-router";
import { useEffect, useState } from "react";
import { useAwake, useLink, useLive, useNewestBuild, useNow } from "../../live/index.ts";
import { Board } from "./Board.tsx";
import { shiftOf, trustOf, turnOf } from "./model.ts";
import { Said } from "./Said.tsx";
import classes from "./wall.module.css";
import { t } from "./words.ts";

/** The secret of the link that opened this page; it stays in the address, so that a wall that restarts opens again. */
const tokenIn = (hash: string): string | null => new URLSearchParams(hash.replace(/^#/, "")).get("token");

/** The wall: are we clear, and if not, which lane? Nothing on it can be pressed. */
export function Screen() {
  const { warehouses = "" } = useParams({ strict: false });
  const navigate = useNavigate();
  const { link } = useLive();
  const state = useLink();
  const now = useNow(1000);
  const [token] = useState(() => tokenIn(window.location.hash));
  useEffect(() => {
    link.start(token);
    return () => link.stop();
  }, [link, token]);
  const lapsed = token === null && state.refused !== null;
  useEffect(() => {
    if (lapsed) void navigate({ to: "/sign-in", search: { next: window.location.pathname } });
  }, [lapsed, navigate]);
  useAwake();
  useNewestBuild();
  const sites = [...new Set(warehouses.split(",").filter((one) => one !== ""))];
  const turn = turnOf(now, sites.length);
  const trust = trustOf(state, now, Date.now());
  const [right, down] = shiftOf(now);
  return (
    <main className={classes.wall} aria-label={t("wall.label", { site: sites[turn] ?? "" })}>
      <div
        className={classes.image}
        data-old={trust.kind === "old" || undefined}
        style={{ transform: `translate(${right}px, ${down}px)` }}
      >
        {trust.kind === "refused" ? (
          <Said title={t("wall.refused")} why={t("wall.refused-why")} />
        ) : (
          // All are kept live, so that none begins empty when its turn comes.
          sites.map((site, at) => (
            <Board
              key={site}
              warehouse={site}
              place={sites.length > 1 ? t("wall.place", { i: at + 1, n: sites.length }) : null}
              shown={at === turn}
              trust={trust}
              now={now}
            />
          ))
        )}
      </div>
    </main>
  );
}
