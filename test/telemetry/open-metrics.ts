const sampleLine =
  /^([a-z_:][a-z0-9_:]*)(?:\{((?:[a-z_]+="(?:[^"\\\n]|\\["\\n])*",?)*)\})? (NaN|[+-]Inf|-?[0-9.]+(?:e[+-]?\d+)?)$/i;
const suffixes: Readonly<Record<string, readonly string[]>> = {
  counter: ["_total"],
  gauge: [""],
  histogram: ["_bucket", "_count", "_sum"],
};

/** What in a text is not OpenMetrics 1.0, read line by line by the grammar of the specification. Empty when valid. */
export function openMetricsFaults(text: string): readonly string[] {
  const faults: string[] = [];
  if (!text.endsWith("\n# EOF\n")) faults.push("does not end with # EOF");
  const lines = text.split("\n").slice(0, -2);
  const seen = new Set<string>();
  const series = new Set<string>();
  const infinite = new Map<string, boolean>();
  let name = "";
  let type = "";
  for (const line of lines) {
    const meta = /^# (TYPE|UNIT|HELP) (\S+) (.*)$/.exec(line);
    if (meta !== null) {
      const [, word, of = "", rest = ""] = meta;
      if (word === "TYPE") {
        if (seen.has(of)) faults.push(`family ${of} comes twice`);
        seen.add(of);
        [name, type] = [of, rest];
      } else if (of !== name) faults.push(`${word} of ${of} stands in ${name}`);
      if (word === "UNIT" && !of.endsWith(`_${rest}`)) faults.push(`unit ${rest} is no suffix of ${of}`);
      continue;
    }
    const sample = sampleLine.exec(line);
    if (sample === null) {
      faults.push(`no sample: ${line}`);
      continue;
    }
    const [, full = "", labels = ""] = sample;
    const allowed = (suffixes[type] ?? []).map((suffix) => name + suffix);
    if (!allowed.includes(full)) faults.push(`${full} is no sample of ${type} ${name}`);
    if (series.has(`${full}{${labels}}`)) faults.push(`series ${full}{${labels}} comes twice`);
    series.add(`${full}{${labels}}`);
    if (full.endsWith("_bucket")) {
      const of = labels.replace(/,?le="[^"]*"/, "");
      infinite.set(of, (infinite.get(of) ?? false) || labels.includes('le="+Inf"'));
    }
  }
  for (const [of, has] of infinite) if (!has) faults.push(`histogram {${of}} has no bucket +Inf`);
  return faults;
}
