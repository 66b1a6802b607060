import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { generate } from "../../server/config/generate.ts";

const folder = fileURLToPath(new URL("../../server/config/", import.meta.url));

// Written anew by `npx vitest run --config test/vitest.config.ts test/config/generated -u`.
for (const [name, text] of generate()) {
  test(`${name} is what the declaration makes`, async () => {
    await expect(text).toMatchFileSnapshot(`${folder}${name}`);
  });
}
