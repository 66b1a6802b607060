import { type ClientRequest, request } from "node:http";
import { bearer } from "./harness.ts";

/** A request whose answer has begun, and is not read. */
export async function stalled(url: string, path: string): Promise<ClientRequest> {
  const asked = request({ port: new URL(url).port, path, headers: bearer });
  asked.on("error", () => undefined);
  const begun = new Promise<void>((resolve) => {
    asked.once("response", (response) => {
      response.pause();
      resolve();
    });
  });
  asked.end();
  await begun;
  return asked;
}
