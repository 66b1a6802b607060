import { useEffect, useState } from "react";

/** How long a difference has to stand before it is said: two feeds of one state do not come in the same instant. */
const settledMs = 3000;

/** A value once it has stood for three seconds; null at once. Compared by content. */
export function useSettled<T>(value: T | null): T | null {
  const text = value === null ? null : JSON.stringify(value);
  const [settled, setSettled] = useState<string | null>(null);
  useEffect(() => {
    if (text === null) {
      setSettled(null);
      return;
    }
    const timer = setTimeout(() => setSettled(text), settledMs);
    return () => clearTimeout(timer);
  }, [text]);
  return text !== null && settled === text ? value : null;
}
