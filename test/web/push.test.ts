import { readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { BrowserPage } from "../../server/wire/index.ts";
import { linesOf } from "../../web/app/browsers/lines.ts";
import { type Surroundings, standingOf } from "../../web/app/browsers/standing.ts";
import { leadsOf, messageOf, shownOf, windowFor } from "../../web/push/shown.ts";
import { browser } from "./push-browser.ts";

const golden = (name: string): string =>
  readFileSync(new URL(`../golden/notify/push.${name}.json`, import.meta.url), "utf8");

describe("what a push becomes", () => {
  test("says what the server said, offers to take, and stays until somebody answers when it is critical", () => {
    expect(shownOf(messageOf(golden("opened")), [])).toEqual({
      title: "Critical: Label refused: postcode missing (14)",
      options: {
        body: "Holds up: 14 orders, 14 shipments; $4,120.50\nCutoff: Wed 18 Nov, 15:00 EST\nWhere: Atlanta, WMS Atlanta",
        tag: "C-17",
        renotify: true,
        requireInteraction: true,
        icon: "/icon-192.png",
        badge: "/badge-96.png",
        data: { open: "/x/X-1042", take: "/take#t=abc.def" },
        actions: [{ action: "take", title: "Take" }],
      },
    });
  });

  test("offers nothing to take, and does not stay, once it is cleared", () => {
    const { options } = shownOf(messageOf(golden("cleared")), []);
    expect(options).toMatchObject({ tag: "C-17", requireInteraction: false, actions: [], data: { take: null } });
  });

  test("stays for critical alone", () => {
    const of = (severity: string) => JSON.stringify({ ...JSON.parse(golden("opened")), severity });
    const stays = ["critical", "high", "medium", "low", "?"].map(
      (one) => shownOf(messageOf(of(one)), []).options.requireInteraction,
    );
    expect(stays).toEqual([true, false, false, false, false]);
  });

  test("rings again only when it says something new", () => {
    const message = messageOf(golden("opened"));
    const { title, body } = message;
    expect(shownOf(message, [{ title, body }]).options.renotify).toBe(false);
    expect(shownOf(message, [{ title, body: "Holds up: 13 orders" }]).options.renotify).toBe(true);
    expect(shownOf(messageOf(golden("cleared")), [{ title, body }]).options.renotify).toBe(true);
  });

  test("is a plain word that something is to be looked at when nothing can be read of it", () => {
    for (const text of [null, "", "{", "[]", "null", "7", '"x"', "{}", '{"title":""}', '{"title":7,"body":"b"}']) {
      expect([text, messageOf(text)]).toMatchObject([
        text,
        { title: "Something in Tallyman is to be looked at", leads: { open: "/", take: null } },
      ]);
    }
  });

  test("loses only the part that cannot be read", () => {
    const text = '{"title":"High: x","body":5,"tag":[],"url":"javascript:alert(1)","takeUrl":"//evil.example"}';
    expect(messageOf(text)).toEqual({
      title: "High: x",
      body: "",
      tag: "tallyman",
      critical: false,
      leads: { open: "/", take: null },
    });
  });

  test("always shows something, and leads nowhere but to us", () => {
    const field = fc.oneof(fc.string(), fc.webUrl({ withFragments: true, withQueryParameters: true }), fc.anything());
    const sent = fc.record({ title: field, body: field, tag: field, url: field, takeUrl: field }, { requiredKeys: [] });
    const text = fc.oneof(
      fc.string(),
      fc.json(),
      sent.map((value) => JSON.stringify(value, (_, one) => (typeof one === "bigint" ? 1 : one))),
    );
    const origin = "https://tallyman.example";
    fc.assert(
      fc.property(text, (any) => {
        const { title, options } = shownOf(messageOf(any), []);
        expect(title.trim()).not.toBe("");
        expect(options.tag).not.toBe("");
        for (const path of [options.data.open, options.data.take ?? "/"])
          expect(new URL(origin + path).origin).toBe(origin);
      }),
    );
  });
});

describe("where a click leads", () => {
  const window = (path: string, more: { focused?: boolean; visibilityState?: string } = {}) => ({
    url: `https://tallyman.example${path}`,
    focused: false,
    visibilityState: "hidden",
    ...more,
  });

  test("to the window that shows it, else to the one looked at, else to one that is seen, else to any", () => {
    const [here, seen, focused, any] = [
      window("/x/X-1"),
      window("/tally", { visibilityState: "visible" }),
      window("/queue", { focused: true, visibilityState: "visible" }),
      window("/find"),
    ];
    expect(windowFor([any, seen, focused, here], "/x/X-1")).toBe(here);
    expect(windowFor([any, seen, focused], "/x/X-1")).toBe(focused);
    expect(windowFor([any, seen], "/x/X-1")).toBe(seen);
    expect(windowFor([any], "/x/X-1")).toBe(any);
  });

  test("to a new one where only walls, tablets and answers of partners are open", () => {
    const kept = ["/wall/ATL", "/floor/ATL", "/answer", "/take?t=x"].map((path) => window(path, { focused: true }));
    expect(windowFor(kept, "/x/X-1")).toBeUndefined();
    expect(windowFor([...kept, window("/walls")], "/x/X-1")?.url).toContain("/walls");
  });

  test("to the first page for a notification that carries nothing of ours", () => {
    for (const data of [null, undefined, 7, {}, { open: 7 }, { open: "https://evil.example", take: "javascript:" }])
      expect(leadsOf(data)).toEqual({ open: "/", take: null });
    expect(leadsOf({ open: "/x/X-1", take: "/take?t=a" })).toEqual({ open: "/x/X-1", take: "/take?t=a" });
  });
});

describe("whether this browser can be told", () => {
  const fine: Surroundings = {
    secure: true,
    able: true,
    apple: false,
    installed: false,
    permission: "default",
    online: true,
  };

  test("says the first thing that a person has to change", () => {
    expect(standingOf(fine, 1)).toBe("ready");
    expect(standingOf(fine, null)).toBe("ready");
    expect(standingOf(fine, 0)).toBe("no-team");
    expect(standingOf({ ...fine, online: false }, null)).toBe("offline");
    expect(standingOf({ ...fine, permission: "denied", online: false }, 1)).toBe("denied");
    expect(standingOf({ ...fine, able: false, permission: "denied" }, 1)).toBe("unsupported");
    // Over plain HTTP nothing of it is there: what to change is the address.
    expect(standingOf({ ...fine, secure: false, able: false }, 1)).toBe("insecure");
    // On an iPhone it is there only from the home screen.
    expect(standingOf({ ...fine, apple: true, able: false }, 1)).toBe("install");
    expect(standingOf({ ...fine, apple: true, installed: true }, 1)).toBe("ready");
    expect(standingOf({ ...fine, apple: true, installed: true, able: false }, 1)).toBe("unsupported");
  });

  test("lists this browser for each team that is told, and after it all others", () => {
    const createdAt = "2026-11-18T19:20:00.000Z";
    const row = (id: string, team: string) => ({ id, team, person: "Dana", createdAt });
    const page: BrowserPage = {
      publicKey: "B",
      teams: [
        { id: "dock", name: "Dock" },
        { id: "desk", name: "Desk" },
      ],
      items: [row("pb_1", "dock"), row("pb_2", "desk"), row("pb_3", "office")],
      total: 3,
      nextCursor: null,
    };
    const own = [
      { id: "pb_2", team: "desk" },
      { id: "pb_3", team: "office" },
      { id: "pb_9", team: "dock" },
    ];
    const lines = linesOf(page, own, (team) => team.toUpperCase());
    expect(lines.map(({ key, row, here, pushed }) => [key, row?.id ?? null, here, pushed])).toEqual([
      ["here dock", null, true, true],
      ["here desk", "pb_2", true, true],
      ["here office", "pb_3", true, false],
      ["pb_1", "pb_1", false, true],
    ]);
    // On or off, it is the same line: the focus stays on its button.
    expect(
      linesOf(page, [], String)
        .slice(0, 2)
        .map(({ key }) => key),
    ).toEqual(["here dock", "here desk"]);
  });
});

describe("a browser is told", () => {
  test("for one team, then another, under one address, and no more when it is stopped", async () => {
    const one = browser();
    await one.keep("dock");
    await one.keep("dock");
    await one.keep("desk");
    expect(one.rows()).toEqual(["dock push-1", "desk push-1"]);
    expect(one.told()).toEqual(["dock", "desk"]);
    await one.stop("dock");
    expect([one.rows(), one.told(), one.address()]).toEqual([["desk push-1"], ["desk"], "push-1"]);
    await one.stop("desk");
    expect([one.rows(), one.told(), one.address()]).toEqual([[], [], null]);
  });

  test("and asks nothing of the server where it is not", async () => {
    const one = browser();
    await one.keep();
    expect(one.asked()).toEqual([]);
  });

  test("again after the server's key changed, under its new address alone", async () => {
    const one = browser();
    await one.keep("dock");
    await one.keep("desk");
    one.changeKey();
    await one.keep();
    expect(one.rows()).toEqual(["dock push-2", "desk push-2"]);
    await one.keep();
    expect([one.rows(), one.told()]).toEqual([
      ["dock push-2", "desk push-2"],
      ["dock", "desk"],
    ]);
  });

  test("again after the server lost its data, key and all", async () => {
    const one = browser();
    await one.keep("dock");
    one.changeKey();
    one.forgetRows();
    await one.keep();
    expect(one.rows()).toEqual(["dock push-2"]);
  });

  test("again after its push service gave it another address, or took the old one away", async () => {
    const one = browser();
    await one.keep("dock");
    one.lose();
    await one.keep();
    expect([one.rows(), one.address()]).toEqual([["dock push-2"], "push-2"]);
  });

  test("not again when somebody stopped it from elsewhere, or its team is told by push no more", async () => {
    const one = browser();
    await one.keep("dock");
    one.forgetRows();
    await one.keep();
    expect([one.rows(), one.told(), one.address()]).toEqual([[], [], null]);
    await one.keep("dock");
    one.lose();
    one.withoutPush("dock");
    await one.keep();
    expect([one.told(), one.address()]).toEqual([[], null]);
  });

  test("once the server is reached: until then nothing is forgotten", async () => {
    const one = browser();
    await one.keep("dock");
    one.lose();
    one.reachable(false);
    await expect(one.keep()).rejects.toThrow("unreachable");
    expect(one.told()).toEqual(["dock"]);
    one.reachable(true);
    await one.keep();
    expect(one.rows()).toEqual(["dock push-2"]);
  });

  test("or says that the push service does not answer", async () => {
    const one = browser({ silent: true });
    await expect(one.keep("dock")).rejects.toThrow("The browser's push service does not answer.");
    expect([one.rows(), one.told()]).toEqual([[], []]);
  });
});

test("every icon of the manifest is there, in its size", () => {
  const open = (name: string) => readFileSync(new URL(`../../web/public/${name}`, import.meta.url));
  const manifest = JSON.parse(open("tallyman.webmanifest").toString()) as {
    readonly icons: readonly { readonly src: string; readonly sizes: string; readonly type: string }[];
  };
  const pictures = [
    ...manifest.icons.filter(({ type }) => type === "image/png").map(({ src, sizes }) => [src, sizes] as const),
    ["/icon-180.png", "180x180"],
    ["/badge-96.png", "96x96"],
  ];
  for (const [src = "", sizes] of pictures) {
    const bytes = open(src.slice(1));
    expect([src, bytes.subarray(1, 4).toString()]).toEqual([src, "PNG"]);
    expect([src, `${bytes.readUInt32BE(16)}x${bytes.readUInt32BE(20)}`]).toEqual([src, sizes]);
  }
  expect(pictures).toHaveLength(5);
});
