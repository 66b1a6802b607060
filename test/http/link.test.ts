import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type LinkClaim, readLink, signLink } from "../../server/http/asks/link.ts";
import { createLinks } from "../../server/http/links.ts";

const now = Date.UTC(2026, 10, 19, 12);
const nonce = fc.stringMatching(/^[A-Za-z0-9_-]{22}$/);
const claims: fc.Arbitrary<LinkClaim> = fc.record({
  ask: fc.integer({ min: 1, max: 9_999_999 }),
  nonce,
  expiresAt: fc.integer({ min: now + 1, max: now + 400 * 86_400_000 }),
});
const secrets = fc.string({ minLength: 16, maxLength: 60 });

describe("a link to answer by", () => {
  test("reads back as what was signed, until its end", () => {
    fc.assert(
      fc.property(secrets, claims, (secret, claim) => {
        const token = signLink(createLinks(secret), claim);
        expect(token).toMatch(/^[\w.-]+$/);
        expect(readLink(createLinks(secret), token, now)).toEqual({ kind: "good", claim });
        expect(readLink(createLinks(secret), token, claim.expiresAt - 1).kind).toBe("good");
        expect(readLink(createLinks(secret), token, claim.expiresAt).kind).toBe("expired");
      }),
    );
  });

  test("with any character changed, left out, added or moved it is none of ours", () => {
    const characters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.=+/ %\u0000é";
    fc.assert(
      fc.property(
        secrets,
        claims,
        fc.nat(),
        fc.nat(),
        fc.constantFrom("put", "drop", "add", "swap"),
        (secret, claim, at, by, how) => {
          const token = signLink(createLinks(secret), claim);
          const place = at % token.length;
          const other = characters[by % characters.length] ?? "A";
          const [head, one, tail] = [token.slice(0, place), token[place] ?? "", token.slice(place + 1)];
          const changed = {
            put: `${head}${other}${tail}`,
            drop: `${head}${tail}`,
            add: `${head}${other}${one}${tail}`,
            swap: `${head}${tail[0] ?? ""}${one}${tail.slice(1)}`,
          }[how];
          fc.pre(changed !== token);
          expect(readLink(createLinks(secret), changed, now)).toEqual({ kind: "bad" });
        },
      ),
      { numRuns: 2_000 },
    );
  });

  test("a part of another link, or another secret, does not make it good", () => {
    fc.assert(
      fc.property(secrets, secrets, claims, claims, (secret, other, one, two) => {
        const [a, b] = [signLink(createLinks(secret), one).split("."), signLink(createLinks(secret), two).split(".")];
        fc.pre(a.join() !== b.join());
        for (let part = 0; part < 2; part++) {
          const mixed = a.map((text, index) => (index === part ? (b[index] ?? "") : text)).join(".");
          if (mixed !== a.join(".") && mixed !== b.join("."))
            expect(readLink(createLinks(secret), mixed, now).kind).toBe("bad");
        }
        if (other !== secret) expect(readLink(createLinks(other), a.join("."), now).kind).toBe("bad");
      }),
    );
  });

  test("what was signed for another purpose lets nobody answer", () => {
    const links = createLinks("a secret of the test");
    const claims = { ask: "1", nonce: "0123456789abcdefghijkl" };
    expect(readLink(links, links.sign("take", claims, now + 1), now)).toEqual({ kind: "bad" });
    expect(readLink(links, links.sign("answer", { ask: "x" }, now + 1), now)).toEqual({ kind: "bad" });
  });

  test("whatever text is sent is read without a fault", () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 300 }), (text) => {
        expect(readLink(createLinks("a secret of the test"), text, now).kind).toBe("bad");
      }),
    );
  });
});
