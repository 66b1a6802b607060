import {
  type Change,
  type Commit,
  type Instant,
  keepsOut,
  livesKnown,
  type OpsException,
  type OwedLife,
  type Ref,
  type Seq,
} from "../domain/index.ts";
import { type Clock, Gone, type Scope, type Store, type Views } from "../ports/index.ts";

/** Something that is not in the books, with every exception that is, or was, about why. */
export interface KeptPosting {
  readonly life: OwedLife;
  readonly exceptions: readonly OpsException[];
}

/** What the book is kept from. */
export interface PostingsBookDeps {
  readonly views: Pick<Views, "seq" | "owed" | "exceptionsOf">;
  readonly commitsSince: Store["commitsSince"];
  readonly clock: Clock;
}

/** What is not in the books as is known now, kept by scope: a commit moves only what it concerns. */
export interface PostingsBook {
  /** No older than the newest commit at the call. */
  now(scope: Scope): Promise<readonly KeptPosting[]>;
  /** Commits that were read for others, so that they are read once. */
  take(commits: readonly Commit[]): void;
  /** Another store: everything is to be read again. */
  forget(): void;
}

/** What nobody asks for is kept this long, and of so many scopes at most. */
const keptFor = 10 * 60_000;
const mostScopes = 16;
/** How far ahead of its arrival something may have happened. */
const ahead = 24 * 3_600_000;
const commitsRead = 64;
const readAtOnce = 2_000;
/** Documents whose exceptions are read before others get a turn. */
const lookedAtOnce = 50;

/** Opens an empty book. */
export function createPostingsBook(deps: PostingsBookDeps): PostingsBook {
  const shelf = new Map<string, ScopedBook>();
  const sweep = (): void => {
    const oldest = [...shelf].sort(([, a], [, b]) => a.usedAt() - b.usedAt());
    for (const [index, [key, book]] of oldest.entries())
      if (deps.clock.now() - book.usedAt() > keptFor || oldest.length - index > mostScopes) shelf.delete(key);
  };
  return {
    now(scope) {
      sweep();
      const key = JSON.stringify(scope.warehouses);
      const book = shelf.get(key) ?? openScopedBook(deps, scope);
      shelf.set(key, book);
      return book.now();
    },
    take(commits) {
      for (const book of shelf.values()) book.take(commits);
    },
    forget: () => shelf.clear(),
  };
}

interface ScopedBook {
  now(): Promise<readonly KeptPosting[]>;
  take(commits: readonly Commit[]): void;
  usedAt(): Instant;
}

function openScopedBook(deps: PostingsBookDeps, scope: Scope): ScopedBook {
  const lives = new Map<Ref, readonly OwedLife[]>();
  const exceptions = new Map<Ref, readonly OpsException[]>();
  /** What is owed by each document that it is about. */
  const about = new Map<Ref, Set<Ref>>();
  const stale = new Set<Ref>();
  let filled = false;
  let at: Seq = 0;
  let usedAt = deps.clock.now();
  let turn: Promise<unknown> = Promise.resolve();

  const forget = (): void => {
    for (const kept of [lives, exceptions, about, stale]) kept.clear();
    filled = false;
  };

  const keep = (ref: Ref, now: readonly OwedLife[]): void => {
    for (const one of documentsOf(lives.get(ref) ?? [])) {
      const owing = about.get(one);
      owing?.delete(ref);
      if (owing?.size === 0) about.delete(one);
    }
    if (now.length === 0) {
      lives.delete(ref);
      exceptions.delete(ref);
      stale.delete(ref);
      return;
    }
    lives.set(ref, now);
    stale.add(ref);
    for (const one of documentsOf(now)) about.set(one, (about.get(one) ?? new Set()).add(ref));
  };

  const note = (change: Change): void => {
    if (change.kind === "owed") {
      const known = livesKnown(change.versions, null).filter(({ owed }) => seesWarehouse(scope, owed.warehouse));
      keep(change.ref, standing(known, deps.clock.now()));
    } else if (change.kind === "exception" && change.exception.object !== null)
      for (const ref of about.get(change.exception.object) ?? []) stale.add(ref);
  };

  const take = (commits: readonly Commit[]): void => {
    if (!filled) return;
    for (const { seq, changes } of commits) {
      if (seq <= at) continue;
      if (seq > at + 1) return;
      for (const change of changes) note(change);
      at = seq;
    }
  };

  const follow = async (): Promise<void> => {
    const newest = await deps.views.seq();
    if (newest < at) forget();
    while (filled && at < newest) {
      const commits = await deps.commitsSince(at, commitsRead).catch((error: unknown) => {
        if (!(error instanceof Gone)) throw error;
        forget();
        return [];
      });
      take(commits);
      if (commits.length < commitsRead) break;
    }
    if (filled) return;
    // What is committed while it is read is noted again.
    at = newest;
    const within = { from: deps.clock.now(), to: deps.clock.now() + ahead };
    const found = new Map<Ref, OwedLife[]>();
    for await (const life of owedIn(deps.views, scope, within, null))
      found.set(life.owed.ref, [...(found.get(life.owed.ref) ?? []), life]);
    for (const [ref, of] of found) keep(ref, of);
    filled = true;
    await follow();
  };

  const look = async (): Promise<void> => {
    let looked = 0;
    for (const ref of [...stale]) {
      stale.delete(ref);
      exceptions.set(ref, await exceptionsAbout(deps.views, scope, lives.get(ref) ?? []));
      looked += 1;
      if (looked % lookedAtOnce === 0) await breath();
    }
  };

  const present = async (): Promise<readonly KeptPosting[]> => {
    await follow();
    await look();
    usedAt = deps.clock.now();
    const kept: KeptPosting[] = [];
    for (const [ref, of] of lives) {
      const now = standing(of, usedAt);
      if (now.length !== of.length) keep(ref, now);
      for (const life of now)
        if (life.from <= usedAt) kept.push({ life, exceptions: keptOutBy(life, exceptions.get(ref) ?? []) });
    }
    return kept;
  };

  return {
    now() {
      const next = turn.then(present);
      turn = next.catch(forget);
      return next;
    },
    take,
    usedAt: () => usedAt,
  };
}

/** Whether something in a building, or in none, may be seen. */
const seesWarehouse = ({ warehouses }: Scope, warehouse: string | null): boolean =>
  warehouses === null || (warehouse !== null && warehouses.includes(warehouse));

/** What was not in the books at an instant, by what was known at another or is known now, with what was about it. */
export async function postingsAt(
  views: Pick<Views, "owed" | "exceptionsOf">,
  scope: Scope,
  at: Instant,
  knownAt: Instant | null,
): Promise<readonly KeptPosting[]> {
  const kept: KeptPosting[] = [];
  for await (const life of owedIn(views, scope, { from: at, to: at }, knownAt)) {
    kept.push({ life, exceptions: keptOutBy(life, await exceptionsAbout(views, scope, [life])) });
    if (kept.length % lookedAtOnce === 0) await breath();
  }
  return kept;
}

/** What was owed at some time, in pages that others get a turn between. */
export async function* owedIn(
  views: Pick<Views, "owed">,
  scope: Scope,
  within: { readonly from: Instant; readonly to: Instant },
  knownAt: Instant | null,
): AsyncGenerator<OwedLife> {
  let cursor: string | null = null;
  do {
    const page = await views.owed(scope, within, knownAt, readAtOnce, cursor);
    yield* page.items;
    cursor = page.nextCursor;
    if (cursor !== null) await breath();
  } while (cursor !== null);
}

/** Lives that have not ended. */
const standing = (lives: readonly OwedLife[], now: Instant): readonly OwedLife[] =>
  lives.filter(({ until }) => until === null || until > now);

const documentsOf = (lives: readonly OwedLife[]): ReadonlySet<Ref> => new Set(lives.flatMap(({ owed }) => owed.about));

async function exceptionsAbout(
  views: Pick<Views, "exceptionsOf">,
  scope: Scope,
  lives: readonly OwedLife[],
): Promise<readonly OpsException[]> {
  const found: OpsException[] = [];
  for (const ref of documentsOf(lives)) found.push(...(await views.exceptionsOf(scope, ref)));
  return found;
}

const keptOutBy = ({ owed }: OwedLife, exceptions: readonly OpsException[]): readonly OpsException[] =>
  exceptions.filter((exception) => keepsOut(owed, exception));

const breath = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
