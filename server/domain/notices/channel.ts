/** A text that the environment knows and the network file only names: `${NAME}`. */
export interface SecretRef {
  readonly variable: string;
}

/** A way by which a team is told, as the network file says it. */
export type ChannelConfig =
  | { readonly kind: "mail"; readonly to: string }
  /** An incoming webhook. */
  | { readonly kind: "slack"; readonly url: SecretRef }
  /** A webhook of a workflow; these take cards only. */
  | { readonly kind: "teams"; readonly url: SecretRef }
  /** `url` is a text where it holds no secret; every call is signed with `secret`. */
  | { readonly kind: "webhook"; readonly url: string | SecretRef; readonly secret: SecretRef }
  | { readonly kind: "pagerduty"; readonly key: SecretRef; readonly region: "us" | "eu" }
  /** Every browser that subscribed for the team. */
  | { readonly kind: "push" };

/** A browser that may be told. `id` is a hash of its endpoint. */
export interface PushTarget {
  readonly kind: "push";
  readonly id: string;
  readonly endpoint: string;
  readonly p256dh: string;
  readonly auth: string;
}

/** One receiver: what a message is handed to. */
export type Channel = Exclude<ChannelConfig, { readonly kind: "push" }> | PushTarget;

/** Name of a receiver, the same after every start and free of secrets: `mail:dock@example.com`, `slack:SLACK_ATL`. */
export function channelName(channel: Channel): string {
  switch (channel.kind) {
    case "mail":
      return `mail:${channel.to}`;
    case "slack":
    case "teams":
      return `${channel.kind}:${channel.url.variable}`;
    case "webhook":
      return `webhook:${typeof channel.url === "string" ? channel.url : channel.url.variable}`;
    case "pagerduty":
      return `pagerduty:${channel.key.variable}`;
    case "push":
      return `push:${channel.id}`;
  }
}

/**
 * True where the receiver takes the same message again as the same: it knows it by a key, or lets it take the place of
 * the first. There a message whose fate is unknown is sent again; elsewhere it is not.
 */
export function knowsRepeats(channel: Pick<Channel, "kind">): boolean {
  switch (channel.kind) {
    case "webhook":
    case "pagerduty":
    case "push":
      return true;
    case "mail":
    case "slack":
    case "teams":
      return false;
  }
}

/** True where the receiver keeps a state of its own that follows ours: it is told of taking and clearing too. */
export function followsState(channel: Pick<Channel, "kind">): boolean {
  return channel.kind === "webhook" || channel.kind === "pagerduty";
}
