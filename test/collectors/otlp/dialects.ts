import { randomOf } from "../../scenarios/otlp.ts";

/** How an emitter writes its JSON, and how often, of a thousand, it does each thing that none should. */
export interface Dialect {
  readonly seed: number;
  readonly spacing: "none" | "some" | "wild";
  readonly oddities: number;
}

/** A request as JSON in a dialect. What it says may differ: the odd is read or refused, whatever reads it. */
export function writeIn(request: unknown, { seed, spacing, oddities }: Dialect): string {
  const random = randomOf(seed);
  const odd = (): boolean => random() * 1000 < oddities;
  const pick = <T>(from: readonly [T, ...T[]]): T => from[Math.floor(random() * from.length)] ?? from[0];
  const space = (): string =>
    spacing === "none"
      ? ""
      : spacing === "some"
        ? pick(["", " "])
        : pick(["", " ", "\n", "\t \r\n", odd() ? "\u00a0" : " "]);

  const text = (value: string): string => {
    const plain = JSON.stringify(value);
    if (value.length === 0 || !odd()) return plain;
    const unit = value.charCodeAt(0).toString(16).padStart(4, "0");
    const rest = JSON.stringify(value.slice(1)).slice(1);
    return pick([
      `"\\u${unit}${rest}`,
      `"\\u${unit.toUpperCase()}${rest}`,
      `"\\n\\t\\/\\"${rest}`,
      `"\\ud800${rest}`,
      `"\\x${rest}`,
      `"\u0001${rest}`,
      plain.toUpperCase(),
      "null",
      "{}",
    ]);
  };
  const number = (digits: string): string =>
    odd()
      ? pick([`0${digits}`, `"0${digits}"`, `${digits}.5`, `${digits}e1`, `-${digits}`, `+${digits}`, "1e400"])
      : digits;

  const write = (value: unknown, name: string): string => {
    if (odd())
      return pick(["null", "{}", "[]", "7", '""', "tru", '"\\u0041"', '{"a":[{"b":"}"}]}', "[1,]", "[[[[]]]]"]);
    if (typeof value === "string") return /Nano$|^intValue$/.test(name) && random() < 0.2 ? number(value) : text(value);
    if (typeof value === "number") return number(JSON.stringify(value));
    if (Array.isArray(value)) return `[${value.map((item) => space() + write(item, "") + space()).join(",")}]`;
    if (typeof value !== "object" || value === null) return JSON.stringify(value);
    let all: [string, unknown][] = Object.entries(value);
    if (odd()) all = [...all].sort(() => random() - 0.5);
    if (odd())
      all.push([pick(["someday", "__proto__", "trace_id", "kind", "é"]), pick<unknown>([null, 7, "x", [1, { a: 2 }]])]);
    if (odd() && all[0] !== undefined) all.push(all[0]);
    return `{${all
      .map(([key, inner]) => `${space()}${text(key)}${space()}:${space()}${write(inner, key)}${space()}`)
      .join(",")}}`;
  };
  return space() + write(request, "") + space();
}
