/** Plays a month to a server that is told the time, with people at work, and keeps what it answered at chosen instants. */
import type { Clocked } from "./clocked.ts";
import { bodyOf, tick, type Wire, wordOfAll } from "./wire.ts";

// Answers are looked into as they come.
export type Answer = ReturnType<typeof JSON.parse>;

/** What the server answered at an instant. */
export interface Still {
  readonly at: number;
  /** Up to when facts are known, where that is not the instant itself. */
  readonly known?: number;
  /** Documents of another period that say what the server calls a cause. */
  readonly naming?: readonly Answer[];
  readonly answers: ReadonlyMap<string, Answer>;
}

const day = 86_400_000;
/** Each system says a word so often, so that none is called silent. */
const word = 10 * 60_000;

/** Lets a month come in up to the last instant; at each of these instants everything is asked that `paths` names. */
export async function play(
  clocked: Clocked,
  wires: readonly Wire[],
  instants: readonly number[],
  paths: (at: number) => readonly string[],
  draw: () => number,
): Promise<readonly Still[]> {
  const stills: Still[] = [];
  const sent: string[] = [];
  let next = 0;
  const begin = Math.ceil(clocked.now() / tick) * tick;
  for (let at = begin; at <= (instants.at(-1) ?? 0); at += tick) {
    clocked.pass(at);
    const group: Wire[] = at % word === 0 ? [...wordOfAll(at)] : [];
    for (let wire = wires[next]; wire !== undefined && wire.heard <= at; wire = wires[++next]) group.push(wire);
    if (group.length > 0) {
      const body = bodyOf(group);
      await clocked.send(body);
      sent.push(body);
      // A sender that got no answer sends the same request again.
      if (draw() < 0.03) await clocked.send(sent[Math.max(0, sent.length - 1 - Math.floor(draw() * 40))] ?? body);
    }
    const hour = (at % day) / 3_600_000;
    if (hour === 15 || hour === 20) await work(clocked, draw);
    if (instants.includes(at)) stills.push(await stillAt(clocked, paths(at)));
  }
  return stills;
}

/** Asks everything at the instant that it is. */
export async function stillAt(clocked: Clocked, paths: readonly string[]): Promise<Still> {
  // A second later, so that what came and fell due at the instant itself is in.
  clocked.pass(clocked.now() + 1_000);
  await clocked.settled();
  return { at: clocked.now(), answers: await askAll(clocked, paths) };
}

/** Asks everything, with all pages. */
export async function askAll(clocked: Clocked, paths: readonly string[]): Promise<ReadonlyMap<string, Answer>> {
  const answers = new Map<string, Answer>();
  for (const path of paths) answers.set(path, await wholeOf(clocked, path));
  return answers;
}

/** An answer, with all pages of what is listed. */
export async function wholeOf(clocked: Clocked, path: string): Promise<Answer> {
  if (!/documents|delayed|exceptions/.test(path)) return clocked.get(path);
  const items: Answer[] = [];
  for (let cursor: string | null = ""; ; ) {
    const page: Answer = await clocked.get(
      `${path}&limit=2000${cursor === "" ? "" : `&cursor=${encodeURIComponent(cursor)}`}`,
    );
    items.push(...page.items);
    cursor = page.nextCursor;
    if (cursor === null) return { ...page, items };
  }
}

/** A round of the people: some of what stands is taken, talked about or closed. */
async function work(clocked: Clocked, draw: () => number): Promise<void> {
  await clocked.settled();
  const { items } = await clocked.get("/api/v1/exceptions?state=open,acknowledged&limit=500");
  for (const one of items) {
    let version: number = one.version;
    const act = async (body: Record<string, unknown>): Promise<void> => {
      const { status, json } = await clocked.post(`/api/v1/exceptions/${one.id}/actions`, { ...body, version });
      if (status === 409) {
        // Whoever finds that it changed meanwhile looks again.
        const now = await clocked.get(`/api/v1/exceptions/${one.id}`);
        version = now.version;
        if (now.state === "open" || now.state === "acknowledged") await act(body);
        return;
      }
      if (status !== 200) throw new Error(`${body.action}: ${status} ${JSON.stringify(json)}`);
      version = json.version;
    };
    const fate = draw();
    if (one.state === "open" && fate < 0.35) await act({ action: "acknowledge" });
    if (fate > 0.2 && fate < 0.3) await act({ action: "comment", text: "Asked the floor." });
    if (fate > 0.28 && fate < 0.34)
      await act({
        action: "tell",
        text: "They send it tonight.",
        expectedAt: new Date(clocked.now() + 6 * 3_600_000).toISOString(),
      });
    if (fate > 0.93) await act({ action: "resolve", reason: "done-outside", text: "Done by hand." });
  }
}
