import { useEffect } from "react";

/** Keeps the screen from going dark while the page is shown, where the device can and lets us. */
export function useAwake(): void {
  useEffect(() => {
    let lock: WakeLockSentinel | null = null;
    let ended = false;
    const ask = async (): Promise<void> => {
      if (!("wakeLock" in navigator) || document.visibilityState !== "visible") return;
      // Refused, as on a low battery: the screen goes dark as the device has it.
      const given = await navigator.wakeLock.request("screen").catch(() => null);
      if (ended) void given?.release();
      else lock = given;
    };
    // The device takes it away when the page is hidden.
    const shown = (): void => void ask();
    document.addEventListener("visibilitychange", shown);
    void ask();
    return () => {
      ended = true;
      document.removeEventListener("visibilitychange", shown);
      void lock?.release();
    };
  }, []);
}
