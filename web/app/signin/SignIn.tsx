import { Button, TextInput, UnstyledButton, useMantineColorScheme } from "@mantine/core";
import { IconClock, IconMoon, IconSun } from "@tabler/icons-react";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { type FormEvent, useEffect, useRef, useState } from "react";
import { api, meQuery, problemOf } from "../../live/index.ts";
import { FreshnessChip } from "../../widgets/Chip.tsx";
import { Wordmark } from "../../widgets/Mark.tsx";
import { t } from "../words.ts";
import { credential } from "./credential.ts";
import classes from "./SignIn.module.css";

/** One-time link or token, and nothing about the company's day. */
export function SignIn() {
  const { link, next } = useSearch({ from: "/sign-in" });
  const navigate = useNavigate();
  const queries = useQueryClient();
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  const [text, setText] = useState("");
  const [refused, setRefused] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  const tried = useRef(false);
  const reach = useQuery({
    queryKey: ["reach"],
    queryFn: () => fetch("/healthz").then((answer) => answer.ok),
    refetchInterval: 5000,
    retry: false,
  });

  const enter = async (pasted: string): Promise<void> => {
    setBusy(true);
    setRefused(null);
    try {
      const given = credential(pasted);
      await api("/session", { body: given });
      queries.removeQueries({ queryKey: meQuery.queryKey });
      await navigate({ href: next ?? "/", replace: true });
    } catch (error) {
      const problem = problemOf(error);
      setRefused(
        problem.status === 0
          ? t("signin.no-reach")
          : problem.status === 401 || problem.status === 400 || problem.status === 403
            ? t("signin.refused")
            : (problem.detail ?? problem.title),
      );
    } finally {
      setBusy(false);
    }
  };

  useEffect(() => {
    const given = link ?? new URLSearchParams(window.location.hash.slice(1)).get("link");
    if (given === null || given === undefined || tried.current) return;
    tried.current = true;
    void navigate({ to: "/sign-in", search: next === undefined ? {} : { next }, hash: "", replace: true });
    void enter(given);
  });

  const submit = (event: FormEvent): void => {
    event.preventDefault();
    if (text.trim() !== "") void enter(text);
  };

  const dark = colorScheme === "dark";
  return (
    <div className={classes.page}>
      <div className={classes.side}>
        <Wordmark size={34} ink="#fff" />
        <p className={classes.slogan}>
          <b>{t("signin.slogan-1")}</b> <span>{t("signin.slogan-2")}</span>
        </p>
        <p className={classes.own}>{t("signin.own")}</p>
      </div>
      <main className={classes.main}>
        <div className={classes.options}>
          <UnstyledButton className={classes.theme} onClick={() => setColorScheme(dark ? "light" : "dark")}>
            {dark ? (
              <IconMoon size={15} stroke={1.8} aria-hidden="true" />
            ) : (
              <IconSun size={15} stroke={1.8} aria-hidden="true" />
            )}
            {dark ? t("person.dark") : t("person.light")}
          </UnstyledButton>
        </div>
        <form className={classes.form} onSubmit={submit}>
          <h1 className={classes.title}>{t("signin.to")}</h1>
          <p className={classes.host}>{window.location.host}</p>
          <TextInput
            label={t("signin.field")}
            value={text}
            onChange={(event) => setText(event.currentTarget.value)}
            error={refused ?? undefined}
            size="lg"
            autoFocus
            autoComplete="off"
            spellCheck={false}
            classNames={{ input: classes.field ?? "", label: classes.label ?? "" }}
          />
          <Button type="submit" fullWidth className={classes.go ?? ""} loading={busy}>
            {t("signin.go")}
          </Button>
          <p className={classes.hint}>
            <IconClock size={15} stroke={1.8} aria-hidden="true" />
            <span>
              {t("signin.hint")} {t("signin.fresh")}
            </span>
          </p>
        </form>
        <div className={classes.foot}>
          {reach.data === true ? (
            <FreshnessChip kind="live" label={t("fresh.live")} />
          ) : reach.isPending ? (
            <FreshnessChip kind="connecting" label={t("fresh.connecting")} />
          ) : (
            <FreshnessChip kind="offline" label={t("fresh.offline")} />
          )}
          <span>{reach.data === true ? t("signin.reach") : reach.isPending ? "" : t("signin.no-reach")}</span>
        </div>
      </main>
    </div>
  );
}
