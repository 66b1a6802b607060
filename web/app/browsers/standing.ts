/** What of this browser and page decides whether it can be told. */
export interface Surroundings {
  /** True over HTTPS, and on the machine itself. */
  readonly secure: boolean;
  /** True where workers, pushes and notifications are all there. */
  readonly able: boolean;
  /** An iPhone or iPad: there only what stands on the home screen can be told. */
  readonly apple: boolean;
  /** Opened from the home screen, or installed. */
  readonly installed: boolean;
  readonly permission: "granted" | "denied" | "default";
  readonly online: boolean;
}

/** Why this browser cannot be told now; `ready` when it can. */
export type Standing = "ready" | "insecure" | "install" | "unsupported" | "denied" | "offline" | "no-team";

/**
 * Says the first thing that a person has to change, the ones first that make the later ones impossible. `teams`: how many
 * may be told by push; null while not known.
 */
export function standingOf(around: Surroundings, teams: number | null): Standing {
  if (!around.secure) return "insecure";
  // Looked at before what is missing: there it is missing until it is installed.
  if (around.apple && !around.installed) return "install";
  if (!around.able) return "unsupported";
  if (around.permission === "denied") return "denied";
  if (!around.online) return "offline";
  return teams === 0 ? "no-team" : "ready";
}

/** Looks at the page and the browser that it is in. `connected`: our own connection stands. */
export function surroundings(connected: boolean): Surroundings {
  // An iPad says that it is a Mac; no Mac is touched by several fingers.
  const tablet = navigator.userAgent.includes("Macintosh") && navigator.maxTouchPoints > 1;
  return {
    secure: window.isSecureContext,
    able: "serviceWorker" in navigator && "PushManager" in window && "Notification" in window,
    apple: tablet || /iPhone|iPad|iPod/.test(navigator.userAgent),
    installed: matchMedia("(display-mode: standalone)").matches,
    permission: "Notification" in window ? Notification.permission : "default",
    online: connected && navigator.onLine,
  };
}
