import workerUrl from "../../push/worker.ts?worker&url";

/** The worker that shows pushes, running. Asking again looks for a newer one. Rejects where it is refused. */
export async function registration(): Promise<ServiceWorkerRegistration> {
  // The development server serves modules one by one; built, it is one classic script, which every browser runs.
  const type = import.meta.env.DEV ? "module" : "classic";
  const registered = await navigator.serviceWorker.register(workerUrl, { type });
  // A browser subscribes only behind a worker that is active.
  const coming = registered.active === null ? (registered.installing ?? registered.waiting) : null;
  if (coming !== null) {
    await new Promise<void>((resolve, reject) => {
      const look = (): void => {
        if (coming.state === "activated") resolve();
        if (coming.state === "redundant") reject(new Error("The worker could not be installed."));
      };
      coming.addEventListener("statechange", look);
      look();
    });
  }
  return registered;
}
