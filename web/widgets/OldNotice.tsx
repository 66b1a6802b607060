import { IconClockPause, IconPlugConnectedX } from "@tabler/icons-react";
import { Notice } from "./Notice.tsx";
import { say } from "./say.ts";

/** What is said of rows that are old: which part failed, since when, and for how long, both as written. */
export interface OldSaid {
  readonly kind: "offline" | "stale" | "behind";
  readonly at: string;
  readonly age: string;
}

/** Says that what stands below is old; null says nothing. */
export function OldNotice({ said }: { readonly said: OldSaid | null }) {
  if (said === null) return null;
  const { kind, at, age } = said;
  const Icon = kind === "offline" ? IconPlugConnectedX : IconClockPause;
  return (
    <Notice
      tone={kind === "offline" ? "critical" : "medium"}
      icon={<Icon size={17} stroke={1.8} aria-hidden="true" />}
      title={kind === "offline" ? say("old.offline", { at }) : say(`old.${kind}`, { age })}
    >
      {say(`old.${kind}-why`, { at })}
    </Notice>
  );
}
