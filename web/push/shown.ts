import { words } from "./words.ts";

/** Where a click leads: paths from our own root, whatever host the message named. */
export interface Leads {
  readonly open: string;
  /** The page that asks whether to take it, as in the mail; null when nothing is to be taken. */
  readonly take: string | null;
}

/** A push as it was understood. Messages of one `tag` take each other's place. */
export interface Message {
  readonly title: string;
  readonly body: string;
  readonly tag: string;
  readonly critical: boolean;
  readonly leads: Leads;
}

/** What is looked at of a notification that stands. */
export interface Standing {
  readonly title: string;
  readonly body: string;
}

/** A notification as the browser is asked to show it. */
export interface Shown {
  readonly title: string;
  readonly options: {
    readonly body: string;
    readonly tag: string;
    readonly renotify: boolean;
    readonly requireInteraction: boolean;
    readonly icon: string;
    readonly badge: string;
    readonly data: Leads;
    readonly actions: readonly { readonly action: string; readonly title: string }[];
  };
}

/** Name of the action that opens the page for taking. */
export const takeAction = "take";

/** Says that something is to be looked at: for a push that cannot be read, since a push that shows nothing is lost. */
const unread: Message = {
  title: words.unread,
  body: words.unreadBody,
  tag: "tallyman",
  critical: false,
  leads: { open: "/", take: null },
};

/** Reads what the server sent, field by field: one that is missing or of another kind costs only itself. */
export function messageOf(text: string | null): Message {
  const sent = parsed(text);
  const title = textOf(sent.title);
  if (title === null) return unread;
  return {
    title,
    body: textOf(sent.body) ?? "",
    tag: textOf(sent.tag) ?? unread.tag,
    critical: sent.severity === "critical",
    leads: { open: pathOf(sent.url) ?? "/", take: pathOf(sent.takeUrl) },
  };
}

/**
 * What to show of a message while others of its tag stand. It rings again only when it says something new, and stays
 * until it is answered only when it is critical and still to be taken.
 */
export function shownOf({ title, body, tag, critical, leads }: Message, standing: readonly Standing[]): Shown {
  const known = standing.some((one) => one.title === title && one.body === body);
  return {
    title,
    options: {
      body,
      tag,
      renotify: !known,
      requireInteraction: critical && leads.take !== null,
      icon: "/icon-192.png",
      badge: "/badge-96.png",
      data: leads,
      actions: leads.take === null ? [] : [{ action: takeAction, title: words.take }],
    },
  };
}

/** Where a notification that was put up by any version of this worker leads. */
export function leadsOf(data: unknown): Leads {
  const kept = isRecord(data) ? data : {};
  return { open: ownPath(kept.open) ?? "/", take: ownPath(kept.take) };
}

/** A window of ours, as the browser lists it. */
export interface OwnWindow {
  readonly url: string;
  readonly focused: boolean;
  readonly visibilityState: string;
}

/**
 * The window in which a path is opened: the one that shows it, else the one that is looked at or was last; undefined for
 * a new one. A wall, a tablet on the floor and a page that somebody fills in by a link are left as they are.
 */
export function windowFor<W extends OwnWindow>(windows: readonly W[], path: string): W | undefined {
  const usable = windows.filter(({ url }) => !/^\/(wall|floor|answer|take)(\/|$)/.test(new URL(url).pathname));
  return (
    usable.find(({ url }) => pathOf(url) === path) ??
    usable.find(({ focused }) => focused) ??
    usable.find(({ visibilityState }) => visibilityState === "visible") ??
    usable[0]
  );
}

function parsed(text: string | null): Readonly<Record<string, unknown>> {
  if (text === null) return {};
  try {
    const value: unknown = JSON.parse(text);
    return isRecord(value) ? value : {};
  } catch {
    return {};
  }
}

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null;

const textOf = (value: unknown): string | null => (typeof value === "string" && value.trim() !== "" ? value : null);

/** The path of an address; the host is left out, since a proxy may have us under another name than we know. */
export function pathOf(address: unknown): string | null {
  if (typeof address !== "string" || !/^https?:/.test(address) || !URL.canParse(address)) return null;
  const { pathname, search, hash } = new URL(address);
  return `${pathname}${search}${hash}`;
}

const ownPath = (value: unknown): string | null => (typeof value === "string" && value.startsWith("/") ? value : null);
