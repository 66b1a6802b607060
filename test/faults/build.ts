import { cpSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { folder } from "../scenarios/server.ts";

const root = fileURLToPath(new URL("../..", import.meta.url));

/** One line of the built product that a broken twin has otherwise. */
export interface Broken {
  /** Path below `dist`. */
  readonly file: string;
  readonly from: string;
  readonly to: string;
}

/** A copy of the built product. */
export interface Build {
  readonly main: string;
  readonly cli: string;
}

/** The product as it was built. */
export const honest: Build = {
  main: join(root, "dist/bundle/main.js"),
  cli: join(root, "dist/bundle/cli.js"),
};

/** Copies the built product with lines replaced; throws when a line is not there any more, once and no more than once. */
export function breakBuild(lines: readonly Broken[]): Build {
  const copy = folder();
  for (const name of ["server", "collectors"])
    cpSync(join(root, "dist", name), join(copy, "dist", name), { recursive: true });
  for (const name of ["node_modules", "package.json", "dist/web"]) symlinkSync(join(root, name), join(copy, name));
  for (const { file, from, to } of lines) {
    const path = join(copy, "dist", file);
    const text = readFileSync(path, "utf8");
    const hits = text.split(from).length - 1;
    if (hits !== 1) throw new Error(`the twin is stale: ${file} has "${from}" ${hits} times`);
    writeFileSync(
      path,
      text.replace(from, () => to),
    );
  }
  return { main: join(copy, "dist/server/main.js"), cli: join(copy, "dist/server/cli.js") };
}
