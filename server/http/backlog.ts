import type { Socket } from "socket.io";

/** Bytes that wait to be sent to a socket: packets that its transport has not taken, and what the system has not. */
export function backlogOf(socket: Pick<Socket, "conn">): number {
  const { writeBuffer, transport } = socket.conn as unknown as {
    readonly writeBuffer?: readonly { readonly data?: unknown }[];
    readonly transport?: { readonly socket?: { readonly bufferedAmount?: number } };
  };
  let bytes = transport?.socket?.bufferedAmount ?? 0;
  for (const { data } of writeBuffer ?? []) {
    if (typeof data === "string") bytes += data.length;
    else if (data instanceof Uint8Array) bytes += data.byteLength;
  }
  return bytes;
}
