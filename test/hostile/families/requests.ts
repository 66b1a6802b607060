import { JSON_TYPE, PROTO, span, traces } from "../../collectors/otlp/fixtures.ts";
import { toProto } from "../../collectors/otlp/oracle.ts";
import type { Case, Family } from "../case.ts";
import type { Draw } from "../draw.ts";

const whole = traces([span()]);
const good: Pick<Case, "route" | "body" | "type" | "http"> = {
  route: "traces",
  body: toProto("traces", whole),
  type: PROTO,
  http: true,
};

const path = (draw: Draw): Case => {
  const plain = "/v1/traces";
  // What does not begin with a slash is no request of HTTP at all, and never gets as far.
  const at = 1 + draw.int(plain.length - 1);
  const said = draw.pick([
    () => plain.slice(0, at) + draw.pick(["/", ".", "%2f", "%00", ";x=1", "\\", "//", "/../", "~"]) + plain.slice(at),
    () => draw.pick(["/", "/v1", "/v1/", "/v1/trace", "/V1/traces", "/v1/traces/", "//v1/traces", "/api/v1/status"]),
    () => `/${draw.bytes(12).toString("hex")}`,
    () => draw.pick(["/v1/traces%2e", "/v1/./traces", "/v1/x/../traces", "/__proto__", "/constructor", "/toString"]),
  ])();
  // A drawn change can leave the path as it was.
  const status = said === plain ? [200] : [404];
  return { ...good, what: `path ${said}`, path: said, status };
};

const method = (draw: Draw): Case => {
  const said = draw.pick(["GET", "PUT", "DELETE", "PATCH", "OPTIONS", "TRACE", "PROPFIND", "SEARCH"]);
  return { ...good, what: `method ${said}`, method: said, status: [405], says: { allow: "POST" } };
};

const type = (draw: Draw): Case => {
  const said = draw.pick([
    "text/plain",
    "application/xml",
    "application/protobuf",
    "application/json5",
    "application/grpc",
    "multipart/form-data; boundary=x",
    "application/x-www-form-urlencoded",
    `${draw.bytes(6).toString("hex")}/x`,
    "*/*",
    ";",
    "application/x-protobuf,application/json",
    "__proto__",
  ]);
  return { ...good, what: `type ${said}`, type: said, status: [415] };
};

const token = (draw: Draw): Case => {
  const said = draw.pick([
    "Bearer wrong",
    "Bearer",
    "Bearer ",
    "bearer good good",
    "Basic Z29vZDo=",
    `Bearer ${draw.bytes(20).toString("hex")}`,
    "Bearer __proto__",
    `Bearer ${"x".repeat(2_000)}`,
  ]);
  const says = { "www-authenticate": 'Bearer realm="tallyman"' };
  return { ...good, what: `token ${said.slice(0, 30)}`, headers: { authorization: said }, status: [401], says };
};

const fine = (draw: Draw): Case => {
  const asJson = draw.chance(0.5);
  const told = asJson
    ? { body: Buffer.from(JSON.stringify(whole)), type: JSON_TYPE }
    : { body: good.body, type: PROTO };
  const dressed = draw.pick([told.type, told.type.toUpperCase(), `${told.type}; charset=utf-8`, `${told.type} ;x="y"`]);
  return {
    ...good,
    ...told,
    what: "a good one in other clothes",
    type: dressed,
    path: draw.pick(["/v1/traces", "/v1/traces?", "/v1/traces?x=1&__proto__=2"]),
    headers: draw.pick([{}, { authorization: "Bearer good" }, { "x-forwarded-for": "1.2.3.4", "x-original-url": "/" }]),
    status: [200],
    records: 1,
    rejected: 0,
  };
};

/** Row 8: the wrong type, method, path or token. */
export const requests: Family = {
  name: "requests",
  atDoor: true,
  one: (draw) => draw.pick([path, method, type, token, fine])(draw),
  named: [],
};
