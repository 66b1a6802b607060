import { useEffect, useRef, useState } from "react";

const markMs = 4_000;

/** True for 4 s after a value changed in place. */
export function useChanged(value: string | number): boolean {
  const [changed, setChanged] = useState(false);
  const before = useRef(value);
  useEffect(() => {
    if (before.current === value) return;
    before.current = value;
    setChanged(true);
    const timer = setTimeout(() => setChanged(false), markMs);
    return () => clearTimeout(timer);
  }, [value]);
  return changed;
}
