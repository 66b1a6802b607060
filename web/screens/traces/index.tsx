import { Button, NativeSelect, TextInput } from "@mantine/core";
import { IconPlayerPause, IconPlayerPlay, IconSearch } from "@tabler/icons-react";
import { Link, useNavigate } from "@tanstack/react-router";
import { useMemo, useRef, useState } from "react";
import { useAddress } from "../../app/address.ts";
import { oldSaid } from "../../app/format/old.ts";
import { count, percent, time, timeMillis, took, zoneName } from "../../app/format.ts";
import { tracesSearch } from "../../app/url.ts";
import {
  namesOf,
  setPaused,
  useFreshness,
  useLive,
  useNetwork,
  useNow,
  usePaused,
  useSources,
} from "../../live/index.ts";
import { Choice } from "../../widgets/Choice.tsx";
import { copyText } from "../../widgets/CodeBlock.tsx";
import { EmptyState } from "../../widgets/EmptyState.tsx";
import { Keycap } from "../../widgets/Keycap.tsx";
import { useKeys } from "../../widgets/keys.ts";
import { NewPill } from "../../widgets/NewPill.tsx";
import { ErrorBar, Notice } from "../../widgets/Notice.tsx";
import { OldNotice } from "../../widgets/OldNotice.tsx";
import { useMedia } from "../../widgets/Panes.tsx";
import { SkeletonRows } from "../../widgets/Skeleton.tsx";
import { StateGlyph } from "../../widgets/StateGlyph.tsx";
import { hueColour, serviceHues } from "../../widgets/serviceHue.ts";
import { VirtualRows, type VirtualRowsHandle } from "../../widgets/VirtualRows.tsx";
import { Histogram } from "./Histogram.tsx";
import { nextFailed, type Span, spans } from "./list.ts";
import { TraceCells, TraceHead } from "./Row.tsx";
import classes from "./traces.module.css";
import { useTraces } from "./useTraces.ts";
import { t } from "./words.ts";

const page = 200;
/** The most that the server tells at once. */
const most = 500;

/** The newest traces with a failure or a business key. */
export function Screen() {
  const [address, change] = useAddress(tracesSearch);
  const navigate = useNavigate();
  const { link } = useLive();
  const names = namesOf(useNetwork());
  const sources = useSources();
  const minute = useNow(60_000);
  const fresh = useFreshness();
  const narrow = useMedia("(max-width: 68em)");
  const zone = names.zone(address.site);
  const span: Span = spans.find((one) => one === address.last) ?? "90m";
  const [limit, setLimit] = useState(page);
  const pausedAt = usePaused();
  const [pointer, setPointer] = useState(false);
  const [focused, setFocused] = useState(false);
  const [top, setTop] = useState(0);
  const [copied, setCopied] = useState(false);
  const [active, setActive] = useState<string | null>(address.t ?? null);
  const handle = useRef<VirtualRowsHandle>(null);

  const held = pointer || focused || top > 4 || address.t !== undefined;
  const view = useTraces(address, span, limit, pausedAt !== null, held, link.now);
  const systems = useMemo(() => [...new Set(view.latest.flatMap((row) => row.systems))].sort(), [view.latest]);
  const hues = useMemo(() => serviceHues(systems), [systems]);
  const longestMs = view.rows.reduce((longest, row) => Math.max(longest, row.durationMs), 1);
  const byId = useMemo(() => new Map(view.rows.map((row) => [row.id, row])), [view.rows]);
  const chosenSystem = address.system !== undefined && !systems.includes(address.system) ? [address.system] : [];

  const open = (id: string): void => {
    void navigate({
      to: "/trace/$id",
      params: { id },
      search: byId.get(id)?.environment ? { environment: byId.get(id)?.environment ?? "" } : {},
    });
  };
  const go = (index: number): void => {
    const row = view.rows[Math.max(0, Math.min(view.rows.length - 1, index))];
    if (!row) return;
    setActive(row.id);
    change({ t: row.id });
    handle.current?.focus(row.id);
  };
  const at = view.rows.findIndex((row) => row.id === active);
  const togglePause = (): void => setPaused(pausedAt === null ? link.now() : null);
  const show = (): void => {
    view.show();
    change({ t: undefined });
  };
  const copy = async (): Promise<void> => {
    const head = [
      t("traces.col-began", { zone: zoneName(zone, minute) }),
      t("traces.col-key"),
      t("traces.col-what"),
      t("traces.col-services"),
      t("traces.col-took"),
      t("traces.col-spans"),
      t("traces.col-outcome"),
      "trace id",
    ];
    const rows = view.rows.map((row) => [
      timeMillis(row.startTime, zone),
      row.objects.map((one) => one.id).join(" "),
      row.name,
      row.systems.join(" "),
      took(row.durationMs),
      `${row.spans ?? ""}`,
      row.outcome?.text ?? "",
      row.traceId,
    ]);
    await copyText(
      [head, ...rows]
        .map((cells) => cells.map((cell) => cell.replace(/[\t\r\n]+/g, " ").replace(/^(?=[=+\-@])/, "'")).join("\t"))
        .join("\n"),
    );
    setCopied(true);
    setTimeout(() => setCopied(false), 3000);
  };
  useKeys([
    { key: "j", label: t("traces.key-move"), run: () => go(at + 1) },
    { key: "k", label: t("traces.key-move"), run: () => go(at - 1) },
    { key: "Enter", label: t("traces.key-open"), run: () => active !== null && open(active) },
    { key: "n", label: t("traces.key-next"), run: () => go(nextFailed(view.rows, at)) },
    { key: "p", label: t("traces.key-pause"), run: togglePause },
    { key: ".", label: t("traces.key-merge"), run: show },
    { key: "y", label: t("traces.key-copy"), run: () => void copy() },
  ]);

  const filtered = address.outcome !== undefined || address.system !== undefined || address.q !== undefined;
  const sampled = sources.rows.filter((source) => source.presence === "sampled" && source.environment === "");

  return (
    <div className={classes.page}>
      {view.problem === null && <OldNotice said={oldSaid(fresh, link.now(), zone)} />}
      <header className={classes.head}>
        <h1 className={classes.title}>{t("traces.title")}</h1>
        <p className={classes.lead}>{t("traces.lead")}</p>
        <div className={classes.tools}>
          <NewPill count={view.waiting.count} critical={0} onShow={show} hint="." />
          <Choice
            label={t("traces.outcome")}
            value={address.outcome ?? "both"}
            onChange={(value) => change({ outcome: value === "both" ? undefined : value, t: undefined })}
            options={[
              { value: "both", label: t("traces.both") },
              { value: "failed", label: t("traces.failed") },
              { value: "keyed", label: t("traces.keyed") },
            ]}
          />
          <NativeSelect
            aria-label={t("traces.system")}
            value={address.system ?? ""}
            onChange={(event) =>
              change({ system: event.currentTarget.value === "" ? undefined : event.currentTarget.value, t: undefined })
            }
            data={[
              { value: "", label: t("traces.system-any") },
              ...[...chosenSystem, ...systems].map((one) => ({ value: one, label: names.system(one) })),
            ]}
          />
          <NativeSelect
            aria-label={t("traces.last")}
            value={span}
            onChange={(event) =>
              change({
                last: event.currentTarget.value === "90m" ? undefined : event.currentTarget.value,
                t: undefined,
              })
            }
            data={spans.map((one) => ({ value: one, label: t(`traces.${one}`) }))}
          />
          <Words
            key={address.q ?? ""}
            value={address.q ?? ""}
            onChange={(q) => change({ q: q === "" ? undefined : q, t: undefined })}
          />
          <Button
            variant="default"
            onClick={togglePause}
            aria-pressed={pausedAt !== null}
            aria-label={t(pausedAt === null ? "traces.pause" : "traces.resume")}
            aria-keyshortcuts="p"
            rightSection={<Keycap of="p" />}
          >
            {pausedAt === null ? (
              <IconPlayerPause size={16} stroke={1.8} aria-hidden="true" />
            ) : (
              <IconPlayerPlay size={16} stroke={1.8} aria-hidden="true" />
            )}
          </Button>
        </div>
      </header>
      {pausedAt !== null && <Notice tone="plain" title={t("traces.paused", { at: time(pausedAt, zone) })} />}
      {view.problem && (
        <ErrorBar
          title={t("traces.failed-read", { why: view.problem.detail ?? view.problem.title })}
          id={view.problem.errorId}
          onRetry={view.again}
        />
      )}
      <div className={classes.overview}>
        {sampled.length > 0 && (
          <p className={classes.sampled}>
            {sampled.slice(0, 2).map((source) => (
              <StateGlyph key={source.system} state="not-judged">
                {source.share === null
                  ? t("traces.sampled-unknown", { name: source.name })
                  : t("traces.sampled", { name: source.name, share: percent(source.share, 0) })}
              </StateGlyph>
            ))}
          </p>
        )}
        <Histogram rows={view.latest} total={view.total} span={span} now={pausedAt ?? minute} zone={zone} />
      </div>
      {view.loading ? (
        <SkeletonRows rows={12} height={36} />
      ) : view.rows.length === 0 ? (
        <EmptyState
          title={t(filtered ? "traces.empty-filter" : "traces.empty")}
          why={filtered ? undefined : t("traces.empty-why")}
        >
          {filtered ? (
            <Button variant="default" onClick={() => change({ outcome: undefined, system: undefined, q: undefined })}>
              {t("traces.clear")}
            </Button>
          ) : (
            <Link to="/connect">{t("traces.connect")}</Link>
          )}
        </EmptyState>
      ) : (
        // biome-ignore lint/a11y/noStaticElementInteractions: it only notes whether the focus is inside
        <div
          className={classes.list}
          onFocus={() => setFocused(true)}
          onBlur={(event) => !event.currentTarget.contains(event.relatedTarget) && setFocused(false)}
        >
          <VirtualRows
            label={t("traces.list")}
            items={view.rows.map((row) => ({ id: row.id, kind: "row" as const, height: narrow ? 74 : 36 }))}
            active={active}
            selected={address.t ?? null}
            onActive={setActive}
            onOpen={open}
            onScrolled={setTop}
            onPointerHeld={setPointer}
            handle={handle}
            head={<TraceHead zoneLabel={zoneName(zone, minute)} />}
            render={(item) => {
              const row = byId.get(item.id);
              return row ? <TraceCells row={row} zone={zone} hues={hues} longestMs={longestMs} /> : null;
            }}
          />
        </div>
      )}
      <footer className={classes.foot}>
        <ul className={classes.legend} aria-label={t("traces.legend")}>
          {systems.slice(0, 8).map((system) => (
            <li key={system}>
              <span style={{ background: hueColour(hues.get(system)) }} aria-hidden="true" />
              {names.system(system)}
            </li>
          ))}
          {systems.length > 8 && <li>{t("traces.legend-more", { n: systems.length - 8 })}</li>}
        </ul>
        {view.latest.length < view.total && limit < most && (
          <span className={classes.more}>
            <span className="num">
              {t("traces.of", { shown: count(view.latest.length), total: count(view.total) })}
            </span>
            <Button variant="default" size="xs" onClick={() => setLimit(most)}>
              {t("traces.more")}
            </Button>
          </span>
        )}
        <div className={classes.keys} aria-hidden="true">
          <span>
            <Keycap of="j" /> <Keycap of="k" /> {t("traces.key-move")}
          </span>
          <span>
            <Keycap of="Enter" /> {t("traces.key-open")}
          </span>
          <span>
            <Keycap of="n" /> {t("traces.key-next")}
          </span>
          <span>
            <Keycap of="y" /> {copied ? t("traces.copied", { n: view.rows.length }) : t("traces.key-copy")}
          </span>
        </div>
        <span className={classes.hidden} role="status">
          {copied ? t("traces.copied", { n: view.rows.length }) : ""}
        </span>
      </footer>
    </div>
  );
}

function Words({ value, onChange }: { readonly value: string; readonly onChange: (text: string) => void }) {
  const [text, setText] = useState(value);
  return (
    <form
      className={classes.words}
      onSubmit={(event) => {
        event.preventDefault();
        onChange(text.trim());
      }}
    >
      <TextInput
        aria-label={t("traces.text")}
        placeholder={t("traces.text-hint")}
        value={text}
        onChange={(event) => setText(event.currentTarget.value)}
        onBlur={() => text.trim() !== value && onChange(text.trim())}
        leftSection={<IconSearch size={15} stroke={1.8} aria-hidden="true" />}
        autoComplete="off"
        spellCheck={false}
      />
    </form>
  );
}
