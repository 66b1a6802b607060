import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, describe, expect, test, vi } from "vitest";
import type { Egress, EgressCall, Exchanged } from "../../server/egress/index.ts";
import { readEnvironment } from "../../server/start/environment.ts";
import { startHeartbeat } from "../../server/start/heartbeat.ts";
import { readPushKeys } from "../../server/start/push-keys.ts";

const mailed = { TALLYMAN_SMTP_URL: "smtps://mail.example:465", TALLYMAN_MAIL_FROM: "tally@example.com" };
const faultsOf = (env: Record<string, string>): string => {
  const read = readEnvironment(env, []);
  return read.ok ? "" : read.faults.join("\n");
};

describe("mail settings", () => {
  test("come together: server, sender, and an account where there is one", () => {
    const read = readEnvironment({ ...mailed, TALLYMAN_SMTP_USER: "u", TALLYMAN_SMTP_PASSWORD: "p w" }, []);
    expect(read.ok && read.environment.mail).toEqual({
      server: { url: "smtps://mail.example:465", account: { user: "u", password: "p w" } },
      from: "tally@example.com",
    });
    const none = readEnvironment({}, []);
    expect(none.ok && none.environment.mail).toBeNull();
  });

  test.each<[Record<string, string>, string]>([
    [{ ...mailed, TALLYMAN_SMTP_URL: "mail.example" }, "TALLYMAN_SMTP_URL"],
    [{ ...mailed, TALLYMAN_SMTP_URL: "smtps://u:p@mail.example" }, "TALLYMAN_SMTP_URL"],
    [{ TALLYMAN_MAIL_FROM: "tally@example.com" }, "TALLYMAN_SMTP_URL"],
    [{ TALLYMAN_SMTP_URL: "smtps://mail.example" }, "TALLYMAN_MAIL_FROM"],
    [{ ...mailed, TALLYMAN_MAIL_FROM: "Tally <tally@example.com>" }, "TALLYMAN_MAIL_FROM"],
    [{ ...mailed, TALLYMAN_MAIL_FROM: "a@example.com, b@example.com" }, "TALLYMAN_MAIL_FROM"],
    [{ ...mailed, TALLYMAN_SMTP_USER: "u" }, "TALLYMAN_SMTP_PASSWORD"],
    [{ TALLYMAN_HEARTBEAT_URL: "monitor.example" }, "TALLYMAN_HEARTBEAT_URL"],
  ])("%j ends the start and names %s", (env, name) => expect(faultsOf(env)).toContain(name));

  test("no fault repeats a password", () => {
    expect(faultsOf({ ...mailed, TALLYMAN_SMTP_URL: "smtps://u:hunter2@mail.example" })).not.toContain("hunter2");
  });
});

describe("the heartbeat", () => {
  afterEach(() => {
    vi.useRealTimers();
  });

  test("calls each minute while everything runs, and makes up for nothing", async () => {
    vi.useFakeTimers();
    const calls: EgressCall[] = [];
    let answer: Exchanged = { ok: true, value: { status: 200, headers: new Map(), body: new Uint8Array() } };
    const egress: Egress = {
      async request(call) {
        calls.push(call);
        return answer;
      },
      mail: () => Promise.reject(new Error("no mail is expected")),
    };
    let alive = true;
    const heartbeat = startHeartbeat(egress, "https://monitor.example/ping/abc", () => alive);
    await vi.advanceTimersByTimeAsync(59_000);
    expect(calls).toEqual([]);
    await vi.advanceTimersByTimeAsync(121_000);
    expect(calls).toEqual(Array(3).fill({ method: "GET", url: "https://monitor.example/ping/abc" }));
    alive = false;
    await vi.advanceTimersByTimeAsync(120_000);
    expect(calls).toHaveLength(3);
    alive = true;
    const fault = { class: "retryable", code: "egress-timeout", message: "" } as const;
    answer = { ok: false, fault, taken: "unknown" };
    await vi.advanceTimersByTimeAsync(60_000);
    expect(calls).toHaveLength(4);
    heartbeat.close();
    await vi.advanceTimersByTimeAsync(300_000);
    expect(calls).toHaveLength(4);
  });
});

describe("the keys of push services", () => {
  const folder = mkdtempSync(join(tmpdir(), "tallyman-push-"));
  afterEach(() => rmSync(join(folder, "push.key"), { force: true }));

  test("are made once, for their owner alone, and kept", () => {
    const made = readPushKeys(folder);
    expect(Buffer.from(made.publicKey, "base64url")).toHaveLength(65);
    expect(statSync(join(folder, "push.key")).mode & 0o777).toBe(0o600);
    expect(readPushKeys(folder)).toEqual(made);
    expect(readFileSync(join(folder, "push.key"), "utf8")).toContain(made.privateKey);
  });

  test("that are none end the start", () => {
    writeFileSync(join(folder, "push.key"), "something else\n");
    expect(() => readPushKeys(folder)).toThrow("push.key");
  });
});
