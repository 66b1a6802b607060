/** Words of notifications that are ours and not the server's: the worker carries no catalogue. */
export const words = {
  /** When a push came that says nothing we can read. */
  unread: "Something in Tallyman is to be looked at",
  unreadBody: "The message could not be read. Open Tallyman to see what is open.",
  take: "Take",
} as const;
