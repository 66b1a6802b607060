import type { SourceRow } from "../../../server/wire/index.ts";
import { duration, lag as exactLag } from "../../app/format.ts";
import type { Names } from "../../live/index.ts";
import type { StateName } from "../../widgets/StateGlyph.tsx";
import type { LinkState, LinkView } from "./links.ts";
import { t } from "./words.ts";

/** The glyph of a link's state; null where it needs none. */
export const glyphs: Readonly<Record<LinkState, StateName | null>> = {
  silent: "silent",
  over: "late",
  near: "near-target",
  inside: null,
  "not-judged": "not-judged",
  quiet: null,
};

/** A lag in minutes and seconds while that says something, then as people say it. */
export const lag = (ms: number): string => (ms < 600_000 ? exactLag(ms) : duration(ms));

/** The same where there is little room: `4 h 51`. */
export const shortLag = (ms: number): string => lag(ms).replace(/ h (\d+) min$/, " h $1");

/** How long the source of a link has been silent; nothing where it was never heard. */
export const silentFor = ({ source }: LinkView, now: number): string =>
  source?.lastSeenAt ? duration(now - Date.parse(source.lastSeenAt)) : "";

/** What stands behind a link's state, for those who hover or listen. */
export function why(view: LinkView, names: Names): string {
  const name = view.source?.name ?? names.system(view.row.to);
  if (view.state === "not-judged")
    return t(view.row.presence === "sampled" ? "sync.sampled-why" : "sync.unknown-why", { name });
  return view.state === "inside" || view.state === "near" || view.state === "over" ? t(`sync.${view.state}`) : "";
}

/** When a source's next file is due, while that is ahead; else null. */
export const nextFileOf = (source: SourceRow | null, now: number): string | null =>
  source?.nextFileAt && Date.parse(source.nextFileAt) >= now ? source.nextFileAt : null;

/** Where the file that a link waits for is due, while nothing is wrong; else null. */
export const nextFile = ({ state, source }: LinkView, now: number): string | null =>
  state === "inside" || state === "quiet" ? nextFileOf(source, now) : null;

/** A source that sends files of which any was due; null for any other. */
export const sender = (source: SourceRow | null): SourceRow | null =>
  source !== null && source.files.length > 0 ? source : null;

/** A link's state as a sentence's part, for those who listen. */
export function stateWords(view: LinkView, names: Names, now: number): string {
  const { state, behindMs } = view;
  if (state === "silent") return t("sync.silent", { for: silentFor(view, now) });
  if (state === "quiet") return t("sync.quiet");
  if (state === "not-judged") return `${t("sync.not-judged")}: ${why(view, names)}`;
  const by = behindMs === null ? "" : lag(behindMs);
  return state === "over"
    ? `${t("sync.behind", { by })}, ${t("sync.over")}`
    : `${t("sync.most-within", { p95: by })}, ${t(`sync.${state}`)}`;
}
