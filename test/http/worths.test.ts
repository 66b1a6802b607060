import { describe, expect, it } from "vitest";
import { createWorths, type Flow } from "../../server/http/worths.ts";
import type { Worth } from "../../server/pipeline/worth.ts";
import { randomOf } from "../scenarios/otlp.ts";

const flowOf = (sender: string, route = "logs"): Flow => ({ sender, route });

describe("what a flow is taken for", () => {
  it("is unknown until it was heard, and then the best of what it carried lately", () => {
    const flows = createWorths();
    const flow = flowOf("a");
    const learn = (worth: Worth, times: number) => {
      for (let time = 0; time < times; time++) flows.learn(flow, worth);
    };
    expect(flows.of(flow)).toBe(null);
    learn("logs", 20);
    expect(flows.of(flow)).toBe("logs");
    learn("business", 1);
    expect(flows.of(flow)).toBe("business");
    expect(flows.of(flowOf("b"))).toBe(null);
    expect(flows.of(flowOf("a", "traces"))).toBe(null);
    learn("spans", 10);
    expect(flows.of(flow)).toBe("spans");
    // After hours of logs, a few of another worth are enough.
    learn("logs", 10_000);
    expect(flows.of(flow)).toBe("logs");
    learn("business", 6);
    expect(flows.of(flow)).toBe("business");
    learn("logs", 10_000);
    expect(flows.of(flow)).toBe("logs");
  });

  it("is business for good where one delivery in six is, whatever comes in a row", () => {
    const flows = createWorths();
    const random = randomOf(7);
    const taken = Array.from({ length: 100_000 }, () => {
      flows.learn(flowOf("a"), random() < 1 / 6 ? "business" : "spans");
      return flows.of(flowOf("a"));
    });
    expect(taken.slice(100).filter((worth) => worth !== "business")).toEqual([]);
  });
});
