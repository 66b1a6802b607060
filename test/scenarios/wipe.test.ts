import { rmSync } from "node:fs";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { bodyOf, idsOf, post } from "./otlp.ts";
import { endAll, pause, startServer, tallyman, until } from "./server.ts";

afterAll(endAll);

test("a demo is wiped while senders send and pages read: what was is gone, what is acknowledged afterwards is kept", async () => {
  const server = await startServer({ args: ["--demo", "--", "--history", "30m"] });
  await until("the demo has told something", async () =>
    Number((await server.status()).engine.position) > 5 ? true : undefined,
  );
  const ids = idsOf(5);
  const acked: { readonly order: string; readonly at: number }[] = [];
  const wrong: string[] = [];
  let sending = true;
  const sender = async (name: string): Promise<void> => {
    for (let number = 0; sending; number++) {
      const order = `WIPE-${name}-${number}`;
      const attributes = { "order.id": order, "business.event": "order.created" };
      const spans = [{ traceId: ids.trace(), spanId: ids.span(), at: Date.now(), attributes }];
      const began = performance.now();
      const answer = await post(server, bodyOf([{ service: "web-shop", spans }])).catch((error: unknown) => error);
      if (!(answer instanceof Response)) wrong.push(String(answer));
      else if (answer.status === 200) acked.push({ order, at: began });
      else if (answer.status !== 503 || !/^\d+$/.test(answer.headers.get("retry-after") ?? ""))
        wrong.push(`${answer.status} with Retry-After ${answer.headers.get("retry-after")}`);
      await pause(5);
    }
  };
  const reader = async (): Promise<void> => {
    while (sending) {
      for (const path of ["/api/v1/status", "/api/v1/exceptions?limit=50", "/api/v1/flows", "/api/v1/traces"]) {
        const { status, text } = await server.api(path);
        if (status >= 500 && status !== 503) wrong.push(`${path} answered ${status}: ${text.slice(0, 200)}`);
      }
      await pause(20);
    }
  };
  const busy = [sender("a"), sender("b"), reader()];
  await until("something of ours is kept", () => (acked.length > 20 ? true : undefined));

  // Two people ask for it at once.
  const asked = await Promise.all([server.post("/api/v1/demo/wipe", {}), server.post("/api/v1/demo/wipe", {})]);
  const wiped = performance.now();
  expect(asked.map(({ status }) => status)).toEqual([202, 202]);
  const kept = () => acked.filter(({ at }) => at > wiped);
  await until("senders are taken again", () => (kept().length > 50 ? true : undefined));
  sending = false;
  await Promise.all(busy);
  expect(wrong).toEqual([]);
  expect(server.alive()).toBe(true);

  await server.settled();
  for (const { order } of kept()) expect(await server.object("order", order)).toMatchObject({ id: order });
  expect(await server.object("order", acked[0]?.order ?? "")).toBeUndefined();
  expect(server.lines.filter(({ event }) => event === "demo.wiped")).toHaveLength(1);
  // The demo plays no more, and says so.
  expect((await server.post("/api/v1/demo/labels", {})).status).toBe(410);

  expect(await server.stop()).toBe(0);
  // The command line leaves demo data alone.
  rmSync(join(server.data, "demo"));
  expect(await tallyman(server.data, "verify")).toMatchObject({ ok: true });
  expect(await tallyman(server.data, "rebuild")).toMatchObject({ equal: true });
}, 180_000);
