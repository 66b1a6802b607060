import { ActionIcon, Menu } from "@mantine/core";
import { IconBookmark, IconDots, IconPlus, IconUsers } from "@tabler/icons-react";
import { Link, useRouterState } from "@tanstack/react-router";
import { useState } from "react";
import type { SavedViewRow } from "../../../server/wire/index.ts";
import { type QueueSearch, queueSearch } from "../../app/url.ts";
import { useChangeViews, useFeed, useMe, useSavedViews } from "../../live/index.ts";
import { feedFilter } from "./filter.ts";
import { useSaveView, ViewForm } from "./SaveView.tsx";
import { ViewCount } from "./ViewCount.tsx";
import classes from "./Views.module.css";
import { say } from "./words.ts";

/** Counts that are kept live, at most: each is a subscription. */
const counted = 12;

/** The person's saved views with their counts, others' that can be added, and the way to save this one. */
export function SavedViews({ search }: { readonly search: QueueSearch }) {
  const views = useSavedViews().data ?? [];
  const here = useRouterState({ select: (state) => state.location.href });
  const kept = views.filter((one) => one.subscribed);
  return (
    <section aria-label={say("views.saved")}>
      <div className={classes.savedHead}>
        <h2 className={classes.head}>{say("views.saved")}</h2>
        <AddView views={views.filter((one) => !one.subscribed)} search={search} />
      </div>
      {kept.length === 0 && <p className={classes.hint}>{say("views.none")}</p>}
      {kept.map((one, index) => (
        <SavedView key={one.id} view={one} here={samePage(one.page, here)} live={index < counted} />
      ))}
    </section>
  );
}

/** Two addresses of one page, whatever is selected on it. */
function samePage(a: string, b: string): boolean {
  const of = (href: string): string => {
    const url = new URL(href, window.location.origin);
    url.searchParams.delete("x");
    url.searchParams.delete("tech");
    url.searchParams.sort();
    return url.pathname + url.search;
  };
  return of(a) === of(b);
}

function SavedView({
  view,
  here,
  live,
}: {
  readonly view: SavedViewRow;
  readonly here: boolean;
  readonly live: boolean;
}) {
  const [editing, setEditing] = useState(false);
  const change = useChangeViews();
  return (
    <div className={classes.saved}>
      <Link to={view.page} className={classes.view} aria-current={here ? "page" : undefined} title={view.name}>
        {view.shared ? (
          <IconUsers size={17} stroke={1.8} aria-hidden="true" />
        ) : (
          <IconBookmark size={17} stroke={1.8} aria-hidden="true" />
        )}
        <span>{view.name}</span>
        {live && <LiveCount page={view.page} />}
      </Link>
      <Menu position="bottom-end" width={220} withinPortal>
        <Menu.Target>
          <ActionIcon
            variant="subtle"
            size={24}
            className={classes.dots ?? ""}
            aria-label={say("views.more", { name: view.name })}
          >
            <IconDots size={14} stroke={1.8} aria-hidden="true" />
          </ActionIcon>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Label>
            {view.mine ? say("views.by-you", { n: view.subscribers.length }) : say("views.by", { who: view.owner })}
          </Menu.Label>
          {view.mine && <Menu.Item onClick={() => setEditing(true)}>{say("views.change")}</Menu.Item>}
          <Menu.Item onClick={() => change.mutate({ kind: "subscribe", id: view.id, on: false })}>
            {say("views.leave")}
          </Menu.Item>
          {view.mine && (
            <Menu.Item color="red" onClick={() => change.mutate({ kind: "drop", id: view.id })}>
              {say(view.subscribers.length > 1 ? "views.drop-for-all" : "views.drop")}
            </Menu.Item>
          )}
        </Menu.Dropdown>
      </Menu>
      <ViewForm
        opened={editing}
        title={say("views.change-title", { name: view.name })}
        name={view.name}
        shared={view.shared}
        busy={change.isPending}
        onClose={() => setEditing(false)}
        onSave={(name, shared) =>
          change.mutate(
            { kind: "change", id: view.id, body: { name, shared, page: view.page } },
            { onSuccess: () => setEditing(false) },
          )
        }
      />
    </div>
  );
}

/** How many rows a saved view of the queue has now. */
function LiveCount({ page }: { readonly page: string }) {
  const me = useMe()?.name ?? "";
  const url = new URL(page, window.location.origin);
  const ofQueue = url.pathname === "/queue";
  const filter = feedFilter(queueSearch(Object.fromEntries(url.searchParams)), me);
  const { total, loading } = useFeed("exceptions", filter, { limit: 1, enabled: ofQueue && me !== "" });
  return ofQueue && !loading ? <ViewCount n={total} /> : null;
}

/** Shared views that one can add, and this page as a new one. */
function AddView({ views, search }: { readonly views: readonly SavedViewRow[]; readonly search: QueueSearch }) {
  const change = useChangeViews();
  const save = useSaveView(search);
  return (
    <>
      <Menu position="bottom-end" width={240} withinPortal>
        <Menu.Target>
          <ActionIcon variant="subtle" size={24} aria-label={say("views.add")}>
            <IconPlus size={14} stroke={1.8} aria-hidden="true" />
          </ActionIcon>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item onClick={save.open}>{say("views.save")}</Menu.Item>
          {views.length > 0 && <Menu.Label>{say("views.of-others")}</Menu.Label>}
          {views.map((one) => (
            <Menu.Item key={one.id} onClick={() => change.mutate({ kind: "subscribe", id: one.id, on: true })}>
              {one.name} <span className={classes.owner}>{one.owner}</span>
            </Menu.Item>
          ))}
        </Menu.Dropdown>
      </Menu>
      {save.form}
    </>
  );
}
