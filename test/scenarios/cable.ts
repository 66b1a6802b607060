import { type AddressInfo, connect, createServer, type Socket } from "node:net";

/** A cable between a page and a server, that can be pulled. */
export interface Cable {
  /** Address by which the page reaches the server. */
  readonly url: string;
  /** Ends every connection and takes none until it is mended. */
  cut(): void;
  mend(): void;
  close(): Promise<void>;
}

/** Lays a cable to the address of a server on this machine. */
export async function layCable(to: string): Promise<Cable> {
  const { hostname, port } = new URL(to);
  const ends = new Set<Socket>();
  let whole = true;
  const keep = (socket: Socket): void => {
    ends.add(socket);
    socket.on("error", () => socket.destroy());
    socket.once("close", () => ends.delete(socket));
  };
  const door = createServer((near) => {
    keep(near);
    if (!whole) {
      near.destroy();
      return;
    }
    const far = connect(Number(port), hostname);
    keep(far);
    near.pipe(far).pipe(near);
    near.once("close", () => far.destroy());
    far.once("close", () => near.destroy());
  });
  await new Promise<void>((resolve) => door.listen(0, "127.0.0.1", resolve));
  const pull = (): void => {
    for (const end of ends) end.destroy();
  };
  return {
    url: `http://127.0.0.1:${(door.address() as AddressInfo).port}`,
    cut() {
      whole = false;
      pull();
    },
    mend() {
      whole = true;
    },
    async close() {
      pull();
      await new Promise<void>((resolve) => door.close(() => resolve()));
    },
  };
}
