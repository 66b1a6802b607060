import { IconClockPause, IconPlugConnectedX } from "@tabler/icons-react";
import { Notice } from "./Notice.tsx";
import { say } from "./say.ts";

/** Says that what stands below is old, which part failed, and since when; nothing of what is not. `at` and `age` are written times. */
export function OldNotice({
  said,
}: {
  readonly said: { readonly kind: "offline" | "stale" | "behind"; readonly at: string; readonly age: string } | null;
}) {
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
