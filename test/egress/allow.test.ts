import { expect, test } from "vitest";
import { readAllow } from "../../server/egress/index.ts";
import { readEnvironment } from "../../server/start/environment.ts";

test("a list of targets is read with its usual ports filled in", () => {
  const { allow, faults } = readAllow(
    "https://erp.example, http://10.0.0.5:8080,smtp://mail.internal:25,smtps://mail.internal,https://[fd00::1]:8443,",
  );
  expect(faults).toEqual([]);
  expect([...allow]).toEqual([
    "https://erp.example:443",
    "http://10.0.0.5:8080",
    "smtp://mail.internal:25",
    "smtps://mail.internal:465",
    "https://[fd00::1]:8443",
  ]);
});

test.each([
  "erp.example",
  "https://erp.example/path",
  "https://erp.example/",
  "https://*.example",
  "https://user@erp.example",
  "https://ERP.example",
  "https://erp.example:0",
  "https://127.1",
  "ftp://erp.example",
  "10.0.0.0/8",
])("an entry is refused: %s", (entry) => {
  const { allow, faults } = readAllow(`https://good.example,${entry}`);
  expect([...allow]).toEqual(["https://good.example:443"]);
  expect(faults).toHaveLength(1);
});

test("a fault in the list ends the start, and names the variable", () => {
  const read = readEnvironment({ TALLYMAN_EGRESS_ALLOW: "https://erp.example/x" }, []);
  expect(read.ok ? "" : read.faults.join()).toContain("TALLYMAN_EGRESS_ALLOW");
  const fine = readEnvironment({ TALLYMAN_EGRESS_ALLOW: "http://10.0.0.5:8080" }, []);
  expect(fine.ok && [...fine.environment.egressAllow]).toEqual(["http://10.0.0.5:8080"]);
});
