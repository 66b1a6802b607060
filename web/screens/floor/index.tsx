import { useNavigate, useParams } from "@tanstack/react-router";
import { useEffect, useState } from "react";
import { useAddress } from "../../app/address.ts";
import { dayKey } from "../../app/format.ts";
import { floorSearch } from "../../app/url.ts";
import {
  type Act,
  namesOf,
  setPaused,
  useAwake,
  useFeed,
  useLink,
  useLive,
  useMe,
  useNetwork,
  useNow,
  useSources,
} from "../../live/index.ts";
import { Actions, type FormName } from "./Actions.tsx";
import { Camera, detectorMaker } from "./Camera.tsx";
import { Detail, headingOf } from "./Detail.tsx";
import { Form } from "./Forms.tsx";
import { Found } from "./Found.tsx";
import classes from "./floor.module.css";
import { Head } from "./Head.tsx";
import { List } from "./List.tsx";
import { departureOf } from "./model.ts";
import { Old, Said } from "./Notices.tsx";
import { OutboxPane } from "./OutboxPane.tsx";
import { useFloor } from "./useFloor.ts";
import { useScan } from "./useScan.ts";
import { t } from "./words.ts";

/** What takes the place of the card that is read. */
type Pane = FormName | "outbox" | "camera" | null;

/** Floor mode: what is held up in this building, what it blocks, and the one thing to do, for a glove. */
export function Screen() {
  const { warehouse = "" } = useParams({ strict: false });
  const [search, change] = useAddress(floorSearch);
  const navigate = useNavigate();
  const { link } = useLive();
  useEffect(() => {
    link.start();
    return () => link.stop();
  }, [link]);
  // The server says no to who is not signed in any more: that is no lost connection.
  const { refused } = useLink();
  useEffect(() => {
    if (refused !== null)
      void navigate({ to: "/sign-in", search: { next: window.location.pathname + window.location.search } });
  }, [refused, navigate]);
  useAwake();
  // A pause from elsewhere would hold here, where nothing ends it.
  useEffect(() => setPaused(null), []);
  const network = useNetwork();
  const names = namesOf(network);
  const zone = names.zone(warehouse);
  const now = useNow(1000);
  const me = useMe();
  const floor = useFloor(warehouse);
  const departures = useFeed(
    "departures",
    { warehouse, day: dayKey(now, zone) },
    { limit: 500, enabled: network !== undefined },
  );
  const silent = useSources().rows.find((row) => row.silent && (row.warehouse === null || row.warehouse === warehouse));
  const [pane, setPane] = useState<Pane>(null);
  const offline = floor.fresh.kind === "offline";

  const { list } = floor.steady;
  const asked = search.x ?? null;
  const groupOf = (id: string | null): string | null =>
    id === null
      ? null
      : ([...list.rows.values()].find((one) => one.id === id || one.rows.some((row) => row.id === id))?.id ?? null);
  const chosen = groupOf(asked) ?? list.entries[0]?.id ?? null;
  const group = chosen === null ? undefined : list.rows.get(chosen);
  const single = group?.rows.find((row) => row.id === asked);
  const rows = single === undefined ? (group?.rows ?? []) : [single];
  const ghost = chosen !== null && list.ghosts.has(chosen);
  const departure = departureOf(rows, departures.rows);
  const go = (id: string): void => {
    setPane(null);
    scan.close();
    change({ x: id });
  };
  const scan = useScan(floor.rows, offline, go, floor.say);
  const send = (what: Act): void => {
    setPane(null);
    void floor.perform(rows, what);
  };

  return (
    <div className={classes.floor}>
      <Head
        warehouse={warehouse}
        name={names.site(warehouse)}
        zone={zone}
        now={now}
        fresh={floor.fresh}
        person={me?.name ?? ""}
        onNumber={(text) => {
          setPane(null);
          void scan.look(text);
        }}
        onCamera={detectorMaker() === null ? null : () => setPane("camera")}
        onLeave={() => void navigate({ to: "/queue", search: { site: warehouse } })}
      />
      <Old fresh={floor.fresh} zone={zone} now={now} />
      <main className={classes.main} aria-label={t("floor.label", { site: warehouse })}>
        <List
          floor={floor}
          warehouse={warehouse}
          zone={zone}
          now={now}
          names={names}
          me={me?.name ?? ""}
          team={me?.team ?? null}
          chosen={chosen}
          onChoose={(id) => {
            floor.say("");
            go(id);
          }}
          onWaiting={() => {
            floor.say("");
            setPane("outbox");
          }}
          empty={
            silent === undefined && floor.fresh.kind === "live"
              ? { title: t("floor.none", { site: warehouse }), why: t("floor.none-why") }
              : {
                  title: t("floor.none-unknown", { site: warehouse }),
                  why: silent === undefined ? t("floor.none-why") : t("floor.none-silent", { name: silent.name }),
                }
          }
        />
        <div className={classes.pane}>
          <Said said={floor.said} error={floor.feed.error} onAgain={floor.feed.again} />
          {pane === "camera" ? (
            <Camera
              onNumber={(text) => {
                setPane(null);
                void scan.look(text);
              }}
              onClose={() => setPane(null)}
            />
          ) : pane === "outbox" ? (
            <OutboxPane me={me?.name ?? ""} zone={zone} onClose={() => setPane(null)} />
          ) : scan.hits.length > 0 ? (
            <Found hits={scan.hits} warehouse={warehouse} names={names} onClose={scan.close} />
          ) : pane !== null && rows.length > 0 ? (
            <Form
              form={pane}
              what={headingOf(rows)}
              teams={(network?.teams ?? []).map((team) => team.id)}
              names={names}
              busy={floor.busy}
              onSend={send}
              onCancel={() => setPane(null)}
            />
          ) : (
            group !== undefined && (
              <>
                <Detail
                  rows={rows}
                  of={group.rows}
                  departure={departure}
                  zone={zone}
                  now={now}
                  names={names}
                  onOpen={go}
                  onBack={() => go(group.id)}
                />
                {!ghost && (
                  <Actions
                    rows={rows}
                    me={me?.name ?? ""}
                    warehouse={warehouse}
                    departure={departure}
                    offline={offline}
                    busy={floor.busy}
                    onTake={(taken) => void floor.perform(taken, { action: "acknowledge" })}
                    onForm={setPane}
                  />
                )}
              </>
            )
          )}
        </div>
      </main>
    </div>
  );
}
