import { describe, expect, test } from "vitest";
import { adoptable } from "../../server/config/index.ts";

const at = Date.UTC(2026, 10, 18, 12);
const fileWith = (channels: string, more = "") => `
company: { name: Northgate, timezone: America/New_York, currency: USD }
calendars:
  - { id: night, hours: { mon-sun: "22:00-06:00" } }
  - { id: night-reno, timezone: America/Los_Angeles, hours: { mon-sun: "22:00-06:00" } }
teams:
  - id: dock
    name: Dock
    quiet: night
    channels: ${channels}
  - { id: reno, name: Reno, quiet: night-reno }
routing: { to: dock }
${more}`;

const adopted = (text: string) => {
  const found = adoptable(text, at);
  if (!found.ok)
    throw new Error(found.faults.map(({ line, path, message }) => `${line} ${path} ${message}`).join("\n"));
  return found.network.notify;
};
const faultOf = (text: string): string => {
  const found = adoptable(text, at);
  return found.ok ? "" : found.faults.map(({ path, message }) => `${path}: ${message}`).join("\n");
};

describe("how teams are told", () => {
  test("is compiled as it is said, secrets by the names of their variables", () => {
    const { delay, teams } = adopted(
      fileWith(
        `[{ mail: dock@example.com }, { slack: "\${ATL_SLACK}" }, { teams: "\${ATL_TEAMS}" }, { webhook: { url: "https://desk.example/in", secret: "\${DESK}" } },
        { webhook: { url: "\${DESK_URL}", secret: "\${DESK}" } }, { pagerduty: { key: "\${PD}" } }, { push: true }]`,
        "notify: { delay: 2m }",
      ),
    );
    expect(delay).toBe(120_000);
    expect(teams.get("dock")?.channels).toEqual([
      { kind: "mail", to: "dock@example.com" },
      { kind: "slack", url: { variable: "ATL_SLACK" } },
      { kind: "teams", url: { variable: "ATL_TEAMS" } },
      { kind: "webhook", url: "https://desk.example/in", secret: { variable: "DESK" } },
      { kind: "webhook", url: { variable: "DESK_URL" }, secret: { variable: "DESK" } },
      { kind: "pagerduty", key: { variable: "PD" }, region: "us" },
      { kind: "push" },
    ]);
    expect(teams.get("reno")?.channels).toEqual([]);
  });

  test("waits a minute unless another delay is given, and can wait for nothing", () => {
    expect(adopted(fileWith("[]")).delay).toBe(60_000);
    expect(adopted(fileWith("[]", "notify: { delay: 0s }")).delay).toBe(0);
  });

  test("knows each team's quiet hours, on the calendar's clock, else the company's", () => {
    const { teams } = adopted(fileWith("[]"));
    const opensAt = (team: string) => teams.get(team)?.quiet?.edges.find((edge) => edge > at);
    // 18 November: New York is 5 hours behind UTC, Los Angeles 8. At noon UTC the night of Reno goes on until 14:00.
    expect(opensAt("dock")).toBe(Date.UTC(2026, 10, 19, 3));
    expect(opensAt("reno")).toBe(Date.UTC(2026, 10, 18, 14));
  });
});

describe("what is refused", () => {
  test.each([
    ["a secret in the file", `[{ slack: "https://hooks.slack.com/services/T0/B0/xyz" }]`, "teams[0].channels[0].slack"],
    ["a routing key in the file", `[{ pagerduty: { key: R0UT1NG } }]`, "teams[0].channels[0].pagerduty.key"],
    ["a signing secret in the file", `[{ webhook: { url: "https://a.example", secret: abc } }]`, "webhook.secret"],
    ["a password in an address", `[{ webhook: { url: "https://u:p@a.example", secret: "\${S}" } }]`, "webhook.url"],
    ["a name that is no variable", `[{ slack: "\${lower}" }]`, "slack"],
    ["more than a variable", `[{ slack: "https://x/\${A}" }]`, "slack"],
    ["two in one", `[{ mail: a@example.com, slack: "\${A}" }]`, "teams[0].channels[0]"],
    ["none in one", "[{}]", "teams[0].channels[0]"],
    ["no address", "[{ mail: dock }]", "mail"],
    ["two addresses", `[{ mail: "a@example.com, b@example.com" }]`, "mail"],
    ["a header in an address", `[{ mail: "a@example.com\\r\\nbcc: b@example.com" }]`, "mail"],
    ["an unknown channel", `[{ pager: "\${A}" }]`, "pager"],
    ["an unknown region", `[{ pagerduty: { key: "\${A}", region: mars } }]`, "region"],
    ["push that is not on", "[{ push: false }]", "push"],
  ])("%s", (_why, channels, where) => expect(faultOf(fileWith(channels))).toContain(where));

  test("quiet hours by a calendar that is not there, with the nearest one", () => {
    expect(faultOf(fileWith("[]").replace("quiet: night\n", "quiet: nigt\n"))).toContain(
      'There is no calendar "nigt".',
    );
  });

  test("more than sixteen channels", () => {
    const many = `[${Array(17).fill("{ mail: a@example.com }").join(", ")}]`;
    expect(faultOf(fileWith(many))).toContain("at most 16");
  });
});
