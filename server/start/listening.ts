import type { Server } from "node:http";
import type { AddressInfo } from "node:net";
import type { Door } from "../http/door.ts";

/** Opens an ingest door; a port in use is said with its variable. */
export const openDoor = (
  door: Door,
  host: string,
  port: number,
  variable: string,
): Promise<{ readonly port: number }> =>
  door.listen(host, port).catch((error: unknown) => {
    throw inUse(error, port, variable);
  });

/** Listens; resolves to the port. */
export function listen(server: Server, host: string, port: number, variable: string): Promise<number> {
  return new Promise((done, fail) => {
    server.once("error", (error) => fail(inUse(error, port, variable)));
    server.listen(port, host, () => done((server.address() as AddressInfo).port));
  });
}

/** A port in use ends the start with its number and the variable to set. */
function inUse(error: unknown, port: number, variable: string): Error {
  const code = error instanceof Error && "code" in error ? error.code : "";
  if (code !== "EADDRINUSE") return error instanceof Error ? error : new Error(String(error));
  return new PortInUse(`Port ${port} is in use. Set ${variable} to another port, or to 0 for a free one.`);
}

/** Says which port, and which variable moves it. */
export class PortInUse extends Error {}

/** Answers what is under way for two seconds, then cuts. */
export async function closeServer(server: Server): Promise<void> {
  server.closeIdleConnections();
  const timer = setTimeout(() => server.closeAllConnections(), 2_000);
  await new Promise<void>((done) => server.close(() => done()));
  clearTimeout(timer);
}
