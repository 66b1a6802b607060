import type { Network } from "../../server/domain/index.ts";
import { networkOfText } from "../config/files.ts";
import type { Told, World } from "./harness.ts";

/** Wednesday, 12:00 UTC: the early shift works from 06:00 to 14:00, the manager until 18:00. */
export const noon = Date.UTC(2026, 10, 18, 12);

export const network = (
  more: { readonly severity?: string; readonly routes?: string; readonly ladder?: string } = {},
): Network =>
  networkOfText(
    `company: { name: Acme, timezone: UTC, currency: USD }
systems: [{ id: erp, kind: erp, presence: complete }, { id: wms-atl, kind: wms, presence: complete }]
teams:
  - { id: dock, name: Dock leads, shifts: [{ name: early, days: mon-fri, hours: "06:00-14:00" }] }
  - { id: manager, name: Site manager, shifts: [{ name: day, hours: "08:00-18:00" }] }
  - { id: on-call, name: On-call, people: [{ id: ana, name: Ana }] }
  - { id: fallback, name: Fallback }
flows:
  - id: out
    object: order
    steps: [{ id: acknowledge, after: order.released, expect: order.acknowledged, from: wms, within: 1h }]
routing:
  to: fallback
  acknowledge: 30m
  resolve: 4h
  routes:
    - match: { flow: out }
      to: dock
      ladder: ${more.ladder ?? "[{ to: manager, after: 20m }, { to: ana, after: 1h }]"}
      routes: ${more.routes ?? "[]"}
priorities: { severity: [{ gives: ${more.severity ?? "high"} }] }`,
    noon,
  );

export const failed = (order: string, at: number): Told => ({
  event: "order.acknowledged",
  keys: { order },
  at,
  system: "wms-atl",
  failed: "no case pack",
});

export const one = async (world: World) => (await world.exceptions())[0];
