import { Button, Textarea } from "@mantine/core";
import { IconSearch } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { Link, useNavigate } from "@tanstack/react-router";
import { type ClipboardEvent, type KeyboardEvent, useMemo, useRef, useState } from "react";
import type { PageOf, SearchAnswer, SearchBody, SearchHitRow } from "../../../server/wire/index.ts";
import { useAddress } from "../../app/address.ts";
import { count } from "../../app/format.ts";
import { findSearch } from "../../app/url.ts";
import { objectName } from "../../app/words.ts";
import { api, problemOf, query } from "../../live/index.ts";
import { forgetLooked, readLooked } from "../../live/looked.ts";
import { EmptyState } from "../../widgets/EmptyState.tsx";
import { useKeys } from "../../widgets/keys.ts";
import { ErrorBar } from "../../widgets/Notice.tsx";
import { SkeletonRows } from "../../widgets/Skeleton.tsx";
import classes from "./find.module.css";
import { readNumbers } from "./list.ts";
import { PastedList } from "./PastedList.tsx";
import { Hits } from "./Results.tsx";
import { optionsOf, useReading } from "./reading.ts";
import { t } from "./words.ts";

/** Lists longer than this many characters stay out of the address and live as long as the page. */
const addressRoom = 1_500;
/** Objects that one number is shown with; the server counts no further. */
const mostHits = 50;

/** Find: where an object is and what it waits for, by any number on any paper. */
export function Screen() {
  const [address, change] = useAddress(findSearch);
  const [long, setLong] = useState<string | null>(null);
  const q = long ?? address.q ?? "";
  const { numbers, left } = useMemo(() => readNumbers(q), [q]);
  const isList = numbers.length > 1;
  const [editing, setEditing] = useState<string | null>(null);

  const look = (text: string): void => {
    setEditing(null);
    const joined = readNumbers(text).numbers.join("\n");
    const fits = joined.length <= addressRoom;
    setLong(fits ? null : joined);
    change({ q: fits && joined !== "" ? joined : undefined }, true);
  };

  return (
    <div className={classes.page}>
      {(!isList || editing === q) && <SearchBox key={q} text={numbers.join("\n")} onLook={look} />}
      {left > 0 && <p className={classes.faint}>{t("find.too-many", { left: count(left) })}</p>}
      {numbers.length === 0 && <LastLooked />}
      {numbers.length === 1 && <OneNumber q={numbers[0] ?? ""} />}
      {isList && <PastedList numbers={numbers} onChange={() => setEditing(q)} />}
    </div>
  );
}

function SearchBox({ text, onLook }: { readonly text: string; readonly onLook: (text: string) => void }) {
  const [value, setValue] = useState(text);
  const field = useRef<HTMLTextAreaElement>(null);
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.key !== "Enter" || event.shiftKey || value.includes("\n")) return;
    event.preventDefault();
    onLook(value);
  };
  const onPaste = (event: ClipboardEvent): void => {
    const pasted = event.clipboardData.getData("text");
    if (readNumbers(pasted).numbers.length < 2 || value.trim() !== "") return;
    event.preventDefault();
    onLook(pasted);
  };
  return (
    <form
      className={classes.box}
      aria-label={t("find.title")}
      onSubmit={(event) => {
        event.preventDefault();
        onLook(value);
      }}
    >
      <h1 className={classes.title}>{t("find.title")}</h1>
      <Textarea
        ref={field}
        className={classes.field}
        aria-label={t("find.label")}
        placeholder={t("find.hint")}
        value={value}
        onChange={(event) => setValue(event.currentTarget.value)}
        onKeyDown={onKeyDown}
        onPaste={onPaste}
        rows={Math.min(12, Math.max(1, value.split("\n").length))}
        spellCheck={false}
        autoComplete="off"
        data-autofocus
      />
      <Button type="submit" leftSection={<IconSearch size={16} stroke={1.8} aria-hidden="true" />}>
        {t("find.go")}
      </Button>
      <p className={classes.how}>{t("find.how")}</p>
    </form>
  );
}

function OneNumber({ q }: { readonly q: string }) {
  const reading = useReading();
  const navigate = useNavigate();
  const [front, setFront] = useState(0);
  const asked = useQuery({
    queryKey: ["search", q],
    queryFn: ({ signal }) => api<PageOf<SearchHitRow>>(`/search${query({ q, limit: mostHits })}`, { signal }),
  });
  const hits = asked.data?.items ?? [];
  const move = (by: number): void => setFront((at) => Math.max(0, Math.min(hits.length - 1, at + by)));
  useKeys([
    { key: "j", label: t("find.key-move"), run: () => move(1) },
    { key: "k", label: t("find.key-move"), run: () => move(-1) },
    {
      key: "Enter",
      label: t("find.go"),
      run: () => {
        const hit = hits[front];
        if (hit) void navigate(optionsOf(hit));
      },
    },
  ]);
  if (asked.isPending) return <SkeletonRows rows={4} height={43} />;
  if (asked.isError) {
    const problem = problemOf(asked.error);
    return (
      <ErrorBar
        title={t("find.failed", { why: problem.detail ?? problem.title })}
        id={problem.errorId}
        onRetry={() => void asked.refetch()}
      />
    );
  }
  if (hits.length === 0) {
    return (
      <EmptyState title={t("find.results", { n: 0, q })} why={t("find.nothing-why")}>
        <Link to="/connect">{t("find.connect")}</Link>
      </EmptyState>
    );
  }
  return (
    <section>
      <h2 className={classes.section} aria-live="polite">
        {hits.length >= mostHits
          ? t("find.or-more", { n: count(hits.length), q })
          : t("find.results", { n: asked.data.total, q })}
      </h2>
      <div className={classes.frame}>
        <Hits hits={hits} front={front} reading={reading} />
      </div>
    </section>
  );
}

/** What this person looked at last on this device, as it stands now. */
function LastLooked() {
  const reading = useReading();
  const navigate = useNavigate();
  const [looked, setLooked] = useState(readLooked);
  const [front, setFront] = useState(0);
  const asked = useQuery({
    queryKey: ["looked", looked],
    enabled: looked.length > 0,
    queryFn: ({ signal }) => {
      const body: SearchBody = { keys: looked.map((one) => one.id) };
      return api<PageOf<SearchAnswer>>("/search", { body, signal });
    },
  });
  const hits = useMemo(
    () =>
      looked.flatMap((one) => {
        const found = asked.data?.items
          .flatMap((answer) => answer.hits)
          .find((hit) => hit.kind === one.kind && hit.id === one.id && hit.environment === one.environment);
        return found ? [found] : [];
      }),
    [looked, asked.data],
  );
  const move = (by: number): void => setFront((at) => Math.max(0, Math.min(hits.length - 1, at + by)));
  useKeys([
    { key: "j", label: t("find.key-move"), run: () => move(1) },
    { key: "k", label: t("find.key-move"), run: () => move(-1) },
    {
      key: "Enter",
      label: t("find.go"),
      run: () => {
        const hit = hits[front];
        if (hit) void navigate(optionsOf(hit));
      },
    },
  ]);
  if (looked.length === 0) return <EmptyState title={t("find.empty")} why={t("find.empty-why")} />;
  return (
    <section>
      <div className={classes.headline}>
        <h2 className={classes.section}>{t("find.last")}</h2>
        <Button
          variant="subtle"
          size="xs"
          onClick={() => {
            forgetLooked();
            setLooked([]);
          }}
        >
          {t("find.forget")}
        </Button>
      </div>
      {hits.length > 0 ? (
        <div className={classes.frame}>
          <Hits hits={hits} front={front} reading={reading} />
        </div>
      ) : asked.isPending ? (
        <SkeletonRows rows={looked.length} height={43} />
      ) : (
        <ul className={classes.plainList}>
          {looked.map((one) => (
            <li key={`${one.environment}@${one.kind} ${one.id}`}>
              <Link
                to="/o/$kind/$id"
                params={{ kind: one.kind, id: one.id }}
                search={one.environment === "" ? {} : { environment: one.environment }}
                className="id"
              >
                {objectName(one)}
              </Link>
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}
