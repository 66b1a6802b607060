import { useCallback, useEffect, useMemo, useState } from "react";
import type { ExceptionRow } from "../../../server/wire/index.ts";
import {
  type Act,
  act,
  actOnMany,
  type Deed,
  type FeedView,
  type Freshness,
  forgetWaiting,
  letWait,
  mayNotWait,
  noteAnswers,
  noteDeed,
  type SteadyList,
  undoDeed,
  useDeeds,
  useFeed,
  useLive,
  useMe,
  useNow,
  useOutbox,
  useOwn,
  useSending,
  useSteady,
  type Waitable,
  type Waiting,
  withMine,
  youngDeeds,
} from "../../live/index.ts";
import { compareGroups, type Group, groupsOf } from "./model.ts";
import { t } from "./words.ts";

/** Exceptions of a building that the tablet holds, at most. */
const most = 2000;
const nothing: ReadonlySet<string> = new Set();
const noBand = (): string => "";

/** What an exception is called: its object, else its number. */
export const nameOf = (row: Pick<ExceptionRow, "id" | "object">): string => row.object?.id ?? row.id;

/** What several are called: the one by its name, more by their title. */
export const namesOfAll = (rows: readonly ExceptionRow[]): string => {
  const [first] = rows;
  return first === undefined ? "" : rows.length === 1 ? nameOf(first) : `${rows.length} × ${first.title}`;
};

const didWord = (action: Deed["action"], what: string): string => {
  switch (action) {
    case "acknowledge":
    case "assign":
    case "comment":
    case "tell":
    case "move":
      return t(`floor.did.${action}`, { what });
    default:
      return t("floor.did.other", { what });
  }
};
/** What a waiting action is, in words. */
export const waitingName = (entry: Waiting): string => didWord(entry.what.action, nameOf(entry.row));

/** What the person can take back now. */
export interface Undo {
  readonly what: string;
  readonly run: () => void;
}

/** The tablet's list, and what is done from it. */
export interface Floor {
  readonly feed: FeedView<ExceptionRow>;
  readonly fresh: Freshness;
  readonly rows: readonly ExceptionRow[];
  readonly steady: SteadyList<Group>;
  /** Does something to exceptions; what came of it stands in `said`. */
  readonly perform: (rows: readonly ExceptionRow[], what: Act) => Promise<void>;
  readonly busy: boolean;
  readonly said: { readonly text: string; readonly failed: boolean };
  readonly say: (text: string, failed?: boolean) => void;
  readonly undo: Undo | null;
}

/** Subscribes to what is held up in a building, and acts on it with and without a connection. */
export function useFloor(warehouse: string): Floor {
  const me = useMe()?.name ?? "";
  const { link } = useLive();
  const now = useNow(60_000);
  const own = useOwn(me);
  const box = useOutbox();
  const deeds = useDeeds();
  useSending();
  const feed = useFeed("exceptions", { warehouse, state: "open,acknowledged" }, { limit: most, enabled: me !== "" });
  const rows = useMemo(
    () =>
      withMine(
        feed.rows,
        own,
        (row) => row.warehouse === warehouse && (row.state === "open" || row.state === "acknowledged"),
      ),
    [feed.rows, own, warehouse],
  );
  const groups = useMemo(() => groupsOf(rows).toSorted(compareGroups), [rows]);
  const steady = useSteady<Group>({
    key: warehouse,
    rows: groups,
    seq: feed.seq,
    total: groups.length,
    limit: most,
    ready: !feed.loading && feed.seq > 0,
    order: compareGroups,
    bandOf: noBand,
    returning: nothing,
  });
  const { hold } = steady;
  // One of them always stands open: no card changes its place by itself.
  useEffect(() => hold("detail", true), [hold]);
  const [busy, setBusy] = useState(false);
  const [said, setSaid] = useState({ text: "", failed: false });
  const say = useCallback((text: string, failed = false) => setSaid({ text, failed }), []);
  const lost = feed.freshness.kind === "offline";

  const one = async (row: ExceptionRow, what: Act): Promise<void> => {
    const waits = waitable(what);
    if (waits !== null) {
      letWait({ by: me, at: link.now(), what: waits, row });
      return say(lost ? t("floor.done-later") : t(`floor.done.${waits.action}`, { what: nameOf(row) }));
    }
    const answer = act(row, what);
    noteDeed(
      what.action,
      nameOf(row),
      link.now(),
      answer.then((acted) => (acted.kind === "done" ? [{ id: acted.row.id, actionId: acted.row.version }] : [])),
    );
    const acted = await answer;
    if (acted.kind === "done") {
      noteAnswers([acted.row]);
      say(what.action === "tell" ? t("floor.done.tell", { what: nameOf(row) }) : "");
    } else if (acted.kind === "conflict") {
      noteAnswers([acted.current]);
      say(t("floor.changed", { what: nameOf(row) }), true);
    } else say(t("floor.failed", { why: acted.problem.detail ?? acted.problem.title }), true);
  };
  const many = async (all: readonly ExceptionRow[], what: Act): Promise<void> => {
    const answer = actOnMany({ ids: all.map(({ id, version }) => ({ id, version })) }, what);
    const done = answer.then((acted) =>
      acted.kind === "failed"
        ? []
        : acted.results.flatMap((result) => (result.ok && result.exception !== undefined ? [result.exception] : [])),
    );
    const made = done.then((answers) => answers.map(({ id, version }) => ({ id, actionId: version })));
    noteDeed(what.action, namesOfAll(all), link.now(), made);
    const [acted, answers] = await Promise.all([answer, done]);
    noteAnswers(answers);
    const waits = waitable(what);
    if (acted.kind === "failed") say(t("floor.failed", { why: acted.problem.detail ?? acted.problem.title }), true);
    else if (answers.length < all.length) say(t("floor.done-some", { n: answers.length, all: all.length }), true);
    else if (waits !== null) say(t(`floor.done.${waits.action}`, { what: namesOfAll(all) }));
    else say(what.action === "tell" ? t("floor.done.tell", { what: namesOfAll(all) }) : "");
  };

  const perform: Floor["perform"] = async (all, what) => {
    const [first] = all;
    if (busy || first === undefined) return;
    const why = lost ? mayNotWait(what.action, all.length) : null;
    if (why !== null) return say(t(why === "many" ? "floor.locked-many" : "floor.locked-one"), true);
    setBusy(true);
    await (all.length === 1 ? one(first, what) : many(all, what)).finally(() => setBusy(false));
  };

  const waits = box.findLast((entry) => entry.by === me && entry.state === "waiting");
  const deed = youngDeeds(deeds, now).find((one) => one.state === "done" || one.state === "sending");
  const undo: Undo | null =
    waits !== undefined
      ? {
          what: waitingName(waits),
          run: () => {
            forgetWaiting(waits.key);
            say(t("floor.undone", { what: waitingName(waits) }));
          },
        }
      : deed !== undefined && !lost
        ? {
            what: didWord(deed.action, deed.what),
            run: () =>
              void undoDeed(deed.key).then(() => say(t("floor.undone", { what: didWord(deed.action, deed.what) }))),
          }
        : null;

  return { feed, fresh: feed.freshness, rows, steady, perform, busy, said, say, undo };
}

const waitable = (what: Act): Waitable | null =>
  what.action === "acknowledge" || what.action === "assign" || what.action === "comment" ? what : null;
