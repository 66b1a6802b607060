import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { isAllowableAddress, isPublicAddress } from "../../server/egress/address.ts";
import { checkedResolve, createEgress, type Egress, type Lookup, type Resolve } from "../../server/egress/index.ts";
import { type Forbidden, forbiddenAt, open } from "./forbidden.ts";
import { type Dialled, listen, watchDialling } from "./wire.ts";

let listener: Awaited<ReturnType<typeof listen>>;
let dialled: Dialled;

beforeAll(async () => {
  listener = await listen();
});
afterAll(() => listener.close());
beforeEach(() => {
  dialled = watchDialling();
});
afterEach(() => dialled.restore());

/** Answers in turn, and goes on with the last; counts how often it was asked. */
function lookupOf(target: Forbidden): Lookup & { asked: number } {
  const look = Object.assign(
    async () => {
      const answers = target.answers ?? [["127.0.0.1"]];
      return answers[Math.min(look.asked++, answers.length - 1)] ?? [];
    },
    { asked: 0 },
  );
  return look;
}

const guard = (resolve: Resolve, allow: readonly string[] = []): Egress => {
  const ports = new Set([443, listener.port]);
  return createEgress({
    allow: new Set(allow),
    ports: { https: ports, http: new Set(), smtps: ports, smtp: ports },
    resolve,
    timeMs: { request: 2_000, mail: 2_000 },
  });
};

/** What one target's call came to. */
async function tried(target: Forbidden, make: (look: Lookup) => Resolve, allow: readonly string[] = []) {
  const before = listener.seen();
  dialled.addresses.length = 0;
  const outcome = await guard(make(lookupOf(target)), allow).request({ method: "POST", url: target.url, body: "{}" });
  return { outcome, dialled: [...dialled.addresses], seen: listener.seen() - before };
}

describe("what is forbidden", () => {
  test("is at least 120 targets", () => expect(forbiddenAt(1).length).toBeGreaterThanOrEqual(120));

  test("is not called: no connection is even begun, and a listener sees none", async () => {
    for (const target of forbiddenAt(listener.port)) {
      const { outcome, dialled: addresses, seen } = await tried(target, checkedResolve);
      const ended = outcome.ok ? "answered" : `${outcome.taken} ${outcome.fault.class}`;
      expect([target.why, ended, addresses, seen]).toEqual([target.why, "no permanent", [], 0]);
    }
    expect(listener.seen()).toBe(0);
  });

  test("is not called for mail either", async () => {
    for (const { why, url, answers } of forbiddenAt(listener.port)) {
      if (!url.startsWith("https://")) continue;
      for (const scheme of ["smtps", "smtp"]) {
        const egress = guard(checkedResolve(lookupOf({ why, url, ...(answers === undefined ? {} : { answers }) })));
        const server = { url: url.replace("https", scheme).replace(/\/hook$/, ""), account: null };
        const outcome = await egress.mail(server, {
          from: "a@example.com",
          to: "b@example.com",
          subject: "",
          text: "",
          html: "",
          messageId: "1@example.com",
          headers: {},
        });
        expect([why, scheme, outcome.ok, dialled.addresses]).toEqual([why, scheme, false, []]);
      }
    }
    expect(listener.seen()).toBe(0);
  });

  test("stays forbidden when the environment names a proxy", async () => {
    const proxy = `http://127.0.0.1:${listener.port}`;
    const names = ["HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "http_proxy", "https_proxy", "NODE_USE_ENV_PROXY"];
    const before = names.map((name) => process.env[name]);
    for (const name of names) process.env[name] = name === "NODE_USE_ENV_PROXY" ? "1" : proxy;
    try {
      const fine: Forbidden = { why: "proxy", url: "https://hooks.example/", answers: [[open]] };
      const { outcome, dialled: addresses, seen } = await tried(fine, checkedResolve);
      expect(outcome.ok).toBe(false);
      expect(addresses).toEqual([`${open} 443`]);
      expect(seen).toBe(0);
    } finally {
      for (const [index, name] of names.entries()) {
        const value = before[index];
        if (value === undefined) delete process.env[name];
        else process.env[name] = value;
      }
    }
  });
});

describe("a name that changes its answer", () => {
  const rebinding = (): Forbidden => ({
    why: "rebinding",
    url: `https://hooks.example:${listener.port}/`,
    answers: [[open], ["127.0.0.1"]],
  });

  test("is asked once, and the answer that was checked is the one that is connected to", async () => {
    const target = rebinding();
    const look = lookupOf(target);
    await guard(checkedResolve(look)).request({ method: "POST", url: target.url, body: "{}" });
    expect(look.asked).toBe(1);
    expect(dialled.addresses).toEqual([`${open} ${listener.port}`]);
    expect(listener.seen()).toBe(0);
  });
});

describe("a guard that is broken on purpose turns this red", () => {
  test("one that looks at the name and not at its address reaches the listener", async () => {
    const byName =
      (look: Lookup): Resolve =>
      async ({ host }) => {
        const bad = /^(127\.|10\.|localhost$|::1$|fe80|fc|fd)/.test(host);
        if (bad) return { ok: false, fault: { class: "permanent", code: "bad", message: "" } };
        return { ok: true, value: await look(host) };
      };
    const targets = forbiddenAt(listener.port).filter(({ why }) => why === "a name at loopback");
    expect(targets).toHaveLength(1);
    for (const target of targets) expect((await tried(target, byName)).seen).toBe(1);
  });

  test("one that asks a second time is led astray by rebinding", async () => {
    const twice =
      (look: Lookup): Resolve =>
      async (target) => {
        const checked = await checkedResolve(look)(target);
        return checked.ok ? { ok: true, value: await look(target.host) } : checked;
      };
    const url = `https://hooks.example:${listener.port}/`;
    const { seen } = await tried({ why: "", url, answers: [[open], ["127.0.0.1"]] }, twice);
    expect(seen).toBe(1);
  });
});

describe("what an administrator allowed", () => {
  test("is called by exact scheme, host and port, and by nothing else", async () => {
    const { port } = listener;
    const allow = [`https://erp.example:${port}`];
    const inside = [["127.0.0.1"]];
    const reached = async (url: string) => (await tried({ why: "", url, answers: inside }, checkedResolve, allow)).seen;
    expect(await reached(`https://erp.example:${port}/any/path?q=1`)).toBe(1);
    for (const other of [
      `http://erp.example:${port}/`,
      `https://erp.example/`,
      `https://erp.example.:${port}/`,
      `https://ERP.example:${port}/`,
      `https://a.erp.example:${port}/`,
      `https://erp.example.org:${port}/`,
      `https://127.0.0.1:${port}/`,
      `https://erp.example:${port}@127.0.0.1:${port}/`,
      `https://erp.example:0${port}/`,
    ]) {
      expect([other, await reached(other)]).toEqual([other, 0]);
    }
  });

  test("is never at an address where keys are kept, nor at no address", async () => {
    const url = `https://erp.example:${listener.port}/`;
    const allow = [`https://erp.example:${listener.port}`];
    for (const address of [
      "169.254.169.254",
      "fe80::1",
      "0.0.0.0",
      "::",
      "224.0.0.1",
      "255.255.255.255",
      "::ffff:7f00:1",
    ]) {
      const { outcome, dialled: addresses } = await tried(
        { why: "", url, answers: [[address]] },
        checkedResolve,
        allow,
      );
      expect([address, outcome.ok ? "" : outcome.fault.code, addresses]).toEqual([
        address,
        "egress-forbidden-address",
        [],
      ]);
    }
  });
});

test("an address is public or may be allowed by its kind", () => {
  for (const address of [open, "1.1.1.1", "8.8.8.8", "2606:4700:4700::1111", "2a00:1450:4001:81b::200e"]) {
    expect([address, isPublicAddress(address), isAllowableAddress(address)]).toEqual([address, true, true]);
  }
  for (const address of ["10.1.2.3", "172.20.0.1", "192.168.0.9", "127.0.0.1", "::1", "fd12::1", "100.64.9.9"]) {
    expect([address, isPublicAddress(address), isAllowableAddress(address)]).toEqual([address, false, true]);
  }
});
