import { keepPreviousData, useQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import type {
  DryRunRow,
  ExplanationRow,
  PageOf,
  Problem,
  QuietRow,
  RoutingRow,
  RuleProposal,
  SuggestionRow,
} from "../../../server/wire/index.ts";
import { api, problemOf, query } from "../../live/index.ts";

const each = 15_000;

/** Rules, coverage, and the rota of a week; read again while the screen is open. */
export function useRouting(from: number) {
  const at = new Date(from).toISOString();
  return useQuery({
    queryKey: ["routing", at],
    queryFn: ({ signal }) =>
      api<RoutingRow>(`/routing${query({ from: at, to: new Date(from + 8 * 86_400_000).toISOString() })}`, { signal }),
    refetchInterval: each,
    placeholderData: keepPreviousData,
  });
}

/** Rules that would have spared people from giving things back. */
export const useSuggestions = () =>
  useQuery({
    queryKey: ["routing-suggestions"],
    queryFn: ({ signal }) => api<PageOf<SuggestionRow>>("/routing/suggestions", { signal }),
    refetchInterval: 60_000,
  });

/** What is asked to be explained: a real exception, or facts. */
export type Asked =
  | { readonly exception: string }
  | { readonly facts: Readonly<Record<string, string>> & { readonly kind: string } };

/** Why it goes where it goes, live and by a draft. */
export function useExplanation(asked: Asked | null, draft: RuleProposal | null) {
  const body = asked === null ? null : { ...asked, ...(draft === null ? {} : { rule: draft }) };
  return useQuery({
    queryKey: ["routing-explain", JSON.stringify(body)],
    queryFn: ({ signal }) => api<ExplanationRow>("/routing/explain", { body, signal }),
    enabled: body !== null,
    retry: false,
    placeholderData: keepPreviousData,
  });
}

/** One dry run at a time: begins it, asks how far it is, and ends it when another begins or the screen closes. */
export function useDryRun(): {
  readonly run: DryRunRow | null;
  readonly problem: Problem | null;
  readonly start: (rule: RuleProposal) => Promise<void>;
  readonly stop: () => Promise<void>;
  readonly forget: () => void;
} {
  const [run, setRun] = useState<DryRunRow | null>(null);
  const [problem, setProblem] = useState<Problem | null>(null);
  const id = run?.id ?? null;
  const running = run?.state === "running";
  useEffect(() => {
    if (id === null || !running) return;
    let gone = false;
    const timer = setInterval(() => {
      api<DryRunRow>(`/routing/dry-run/${id}`).then(
        (next) => !gone && setRun(next),
        (error: unknown) => {
          if (gone) return;
          setProblem(problemOf(error));
          setRun(null);
        },
      );
    }, 300);
    return () => {
      gone = true;
      clearInterval(timer);
    };
  }, [id, running]);
  const stop = async (): Promise<void> => {
    if (id !== null && running) await api(`/routing/dry-run/${id}`, { method: "DELETE" }).catch(() => undefined);
    setRun((now) => (now?.state === "running" ? { ...now, state: "cancelled" } : now));
  };
  return {
    run,
    problem,
    async start(rule) {
      await stop();
      setProblem(null);
      await api<DryRunRow>("/routing/dry-run", { body: { rule, window: "30d" } }).then(setRun, (error: unknown) =>
        setProblem(problemOf(error)),
      );
    },
    stop,
    forget() {
      void stop();
      setRun(null);
      setProblem(null);
    },
  };
}

/** Planned quiet, and what can be done with it. */
export function useQuiets() {
  const queries = useQueryClient();
  const asked = useQuery({
    queryKey: ["quiets"],
    queryFn: ({ signal }) => api<PageOf<QuietRow>>("/quiets", { signal }),
    refetchInterval: each,
  });
  const [problem, setProblem] = useState<Problem | null>(null);
  const after = async (done: Promise<unknown>): Promise<boolean> => {
    setProblem(null);
    return done.then(
      async () => {
        await queries.invalidateQueries({ queryKey: ["quiets"] });
        return true;
      },
      (error: unknown) => {
        setProblem(problemOf(error));
        return false;
      },
    );
  };
  return {
    asked,
    problem,
    declare: (told: { readonly system: string; readonly from?: string; readonly to: string; readonly why: string }) =>
      after(api("/quiets", { body: told })),
    end: (id: string) => after(api(`/quiets/${id}`, { method: "DELETE" })),
  };
}
