import { createDecipheriv, createECDH, createPublicKey, hkdfSync, randomBytes, verify } from "node:crypto";
import { createServer } from "node:https";
import type { AddressInfo } from "node:net";
import { fileURLToPath } from "node:url";
import { certificate } from "../egress/wire.ts";

/** What the server sent for one browser, as that browser reads it. */
export interface Pushed {
  /** Which subscription it went to. */
  readonly path: string;
  readonly text: string;
  /** The key in whose name it was sent; its signature was good. */
  readonly key: string;
}

/** A push service on this machine, and the keys of the one browser that hears by it. */
export interface PushService {
  /** `https://127.0.0.1:port`. */
  readonly base: string;
  /** File of the authority that its certificate is from. */
  readonly authority: string;
  readonly keys: { readonly p256dh: string; readonly auth: string };
  readonly pushed: readonly Pushed[];
  close(): Promise<void>;
}

/** Starts it. What cannot be decrypted, or is signed by nobody, is answered 400 and is no push. */
export async function startPushService(): Promise<PushService> {
  const browser = createECDH("prime256v1");
  browser.generateKeys();
  const auth = randomBytes(16);
  const pushed: Pushed[] = [];
  const server = createServer(certificate, async (request, response) => {
    const parts: Buffer[] = [];
    for await (const part of request) parts.push(part as Buffer);
    try {
      const key = signerOf(request.headers.authorization ?? "", base);
      pushed.push({ path: request.url ?? "", text: decrypted(Buffer.concat(parts), browser, auth), key });
      response.writeHead(201).end();
    } catch (error) {
      response.writeHead(400).end(String(error));
    }
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const base = `https://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    base,
    authority: fileURLToPath(new URL("../egress/certificates/pinned.cert.pem", import.meta.url)),
    keys: { p256dh: browser.getPublicKey("base64url"), auth: auth.toString("base64url") },
    pushed,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

/** The public key of a VAPID header (RFC 8292). Throws when its signature is not by that key, or for another service. */
function signerOf(header: string, audience: string): string {
  const [, token = "", key = ""] = /^vapid t=([\w-]+\.[\w-]+\.[\w-]+), k=([\w-]+)$/.exec(header) ?? [];
  const [head = "", claims = "", signature = ""] = token.split(".");
  const point = Buffer.from(key, "base64url");
  const coordinate = (at: number): string => point.subarray(at, at + 32).toString("base64url");
  const jwk = { kty: "EC", crv: "P-256", x: coordinate(1), y: coordinate(33) };
  const good = verify(
    "sha256",
    Buffer.from(`${head}.${claims}`),
    { key: createPublicKey({ key: jwk, format: "jwk" }), dsaEncoding: "ieee-p1363" },
    Buffer.from(signature, "base64url"),
  );
  const { aud } = JSON.parse(Buffer.from(claims, "base64url").toString()) as { readonly aud?: string };
  if (!good || aud !== audience) throw new Error(`signed badly, for ${aud}`);
  return key;
}

/** The text of a message of one record (RFC 8188, keys by RFC 8291). Throws when it is for another browser. */
function decrypted(body: Buffer, browser: ReturnType<typeof createECDH>, auth: Buffer): string {
  const salt = body.subarray(0, 16);
  const sender = body.subarray(21, 21 + (body[20] ?? 0));
  const sealed = body.subarray(21 + sender.length);
  const info = Buffer.concat([Buffer.from("WebPush: info\0"), browser.getPublicKey(), sender]);
  const shared = hkdfSync("sha256", browser.computeSecret(sender), auth, info, 32);
  const derive = (name: string, length: number): Buffer =>
    Buffer.from(hkdfSync("sha256", Buffer.from(shared), salt, `Content-Encoding: ${name}\0`, length));
  const decipher = createDecipheriv("aes-128-gcm", derive("aes128gcm", 16), derive("nonce", 12));
  decipher.setAuthTag(sealed.subarray(-16));
  const plain = Buffer.concat([decipher.update(sealed.subarray(0, -16)), decipher.final()]);
  // What pads it begins with a two.
  return plain.subarray(0, plain.lastIndexOf(2)).toString("utf8");
}
