import type { Problem } from "../../server/wire/index.ts";

/** A refused or failed request. `problem.status` is 0 when no answer came at all. */
export class ApiError extends Error {
  readonly problem: Problem;
  /** Seconds after which the server wants to be tried again; null where it did not say. */
  readonly retryAfter: number | null;
  constructor(problem: Problem, retryAfter: number | null = null) {
    super(problem.detail ?? problem.title);
    this.name = "ApiError";
    this.problem = problem;
    this.retryAfter = retryAfter;
  }
}

const unreachable: Problem = {
  type: "about:blank",
  title: "The server cannot be reached.",
  status: 0,
  code: "unreachable",
};

/**
 * Asks the API, with the session cookie. `path` begins behind `/api/v1`. Throws `ApiError` with the problem that the
 * server named, with status 0 when it cannot be reached.
 */
export async function api<T>(
  path: string,
  init: { readonly method?: string; readonly body?: unknown; readonly signal?: AbortSignal } = {},
): Promise<T> {
  const response = await reached(`/api/v1${path}`, {
    method: init.method ?? (init.body === undefined ? "GET" : "POST"),
    credentials: "same-origin",
    headers: { accept: "application/json", ...(init.body === undefined ? {} : { "content-type": "application/json" }) },
    ...(init.body === undefined ? {} : { body: JSON.stringify(init.body) }),
    ...(init.signal === undefined ? {} : { signal: init.signal }),
  });
  const answer = parsed(await response.text());
  if (response.ok) return answer as T;
  throw refusal(response, answer);
}

/** Asks the API for a file of a media type, with the name that the server gives it. Throws `ApiError` as `api` does. */
export async function file(
  path: string,
  type: string,
): Promise<{ readonly bytes: Blob; readonly name: string | null }> {
  const response = await reached(`/api/v1${path}`, { credentials: "same-origin", headers: { accept: type } });
  if (!response.ok) throw refusal(response, parsed(await response.text()));
  const name = /filename="?([^";/\\]+)"?/.exec(response.headers.get("content-disposition") ?? "")?.[1] ?? null;
  return { bytes: await response.blob(), name };
}

const reached = (address: string, init: RequestInit): Promise<Response> =>
  fetch(address, init).catch((error: unknown) => {
    if (error instanceof DOMException && error.name === "AbortError") throw error;
    throw new ApiError(unreachable);
  });

const refusal = (response: Response, answer: unknown): ApiError =>
  new ApiError(
    isProblem(answer)
      ? answer
      : {
          type: "about:blank",
          title: response.statusText || `HTTP ${response.status}`,
          status: response.status,
          code: `http-${response.status}`,
        },
    secondsOf(response.headers.get("retry-after")),
  );

/** What `Retry-After` says in seconds; our servers give no dates. */
const secondsOf = (text: string | null): number | null => (text !== null && /^\d+$/.test(text) ? Number(text) : null);

function parsed(text: string): unknown {
  if (text === "") return undefined;
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

const isProblem = (answer: unknown): answer is Problem =>
  typeof answer === "object" && answer !== null && "title" in answer && "status" in answer;

/** The problem behind whatever was thrown. */
export const problemOf = (error: unknown): Problem =>
  error instanceof ApiError
    ? error.problem
    : {
        type: "about:blank",
        title: error instanceof Error ? error.message : String(error),
        status: -1,
        code: "failed",
      };

/** A query string from what is set, with its question mark; empty when nothing is. */
export function query(values: Readonly<Record<string, string | number | boolean | null | undefined>>): string {
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(values)) {
    if (value !== undefined && value !== null && value !== "") search.set(name, String(value));
  }
  const text = search.toString();
  return text === "" ? "" : `?${text}`;
}
