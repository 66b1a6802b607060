/** What a browser keeps of being told: the address that the server has of it, and under which ids, for which teams. */
export interface Remembered {
  readonly endpoint: string;
  readonly told: readonly { readonly id: string; readonly team: string }[];
}

/** Where page and worker both find it. */
export interface Memory {
  /** Null when this browser is not told. */
  recall(): Promise<Remembered | null>;
  remember(what: Remembered | null): Promise<void>;
}

const store = "told";
const key = "this";

/** The browser's own database: the one place that a worker can read too. Rejects where the browser refuses it. */
export const browserMemory: Memory = {
  async recall() {
    const found: unknown = await ask("readonly", (told) => told.get(key));
    return isRemembered(found) ? found : null;
  },
  async remember(what) {
    await ask("readwrite", (told) => (what === null ? told.delete(key) : told.put(what, key)));
  },
};

async function ask(mode: IDBTransactionMode, request: (told: IDBObjectStore) => IDBRequest): Promise<unknown> {
  const opening = indexedDB.open("tallyman-push", 1);
  opening.onupgradeneeded = () => void opening.result.createObjectStore(store);
  const database = await settled(opening);
  try {
    return await settled(request(database.transaction(store, mode).objectStore(store)));
  } finally {
    database.close();
  }
}

const settled = <T>(request: IDBRequest<T>): Promise<T> =>
  new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error ?? new Error("The browser keeps nothing."));
  });

const isRemembered = (value: unknown): value is Remembered =>
  typeof value === "object" && value !== null && "endpoint" in value && "told" in value && Array.isArray(value.told);
