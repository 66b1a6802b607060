import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Need } from "./family.ts";

/** Why something is not to be had here; null where it is. */
export interface Lack {
  readonly need: Need;
  /** True where a package has to be installed; false where this machine does not allow it. */
  readonly installable: boolean;
  readonly reason: string;
}

const packages: Readonly<Record<Need, string>> = {
  strace: "apt-get install strace",
  eatmydata: "apt-get install eatmydata",
  faketime: "apt-get install faketime",
  tmpfs: "run as root",
};

const lacks = new Map<Need, Lack | null>();

/** Looks once whether a need is met, by using it. */
export function lackOf(need: Need): Lack | null {
  const known = lacks.get(need);
  if (known !== undefined) return known;
  const found = look(need);
  lacks.set(need, found);
  return found;
}

function look(need: Need): Lack | null {
  if (process.platform !== "linux") return { need, installable: false, reason: `${need} is there on Linux only` };
  try {
    if (need === "tmpfs") tryMount();
    else execFileSync(need, trial[need], { stdio: "ignore" });
    return null;
  } catch (error) {
    const missing = error instanceof Error && "code" in error && error.code === "ENOENT";
    const installable = missing && need !== "tmpfs";
    return {
      need,
      installable,
      reason: installable ? `${need} (${packages[need]})` : `${need} (not allowed here: ${packages[need]})`,
    };
  }
}

const trial: Readonly<Record<Exclude<Need, "tmpfs">, readonly string[]>> = {
  strace: ["-f", "-o", "/dev/null", "true"],
  eatmydata: ["true"],
  faketime: ["2030-01-01", "true"],
};

function tryMount(): void {
  const path = mkdtempSync(join(tmpdir(), "tallyman-mount-"));
  try {
    execFileSync("mount", ["-t", "tmpfs", "-o", "size=1m", "tmpfs", path], { stdio: "ignore" });
    execFileSync("umount", [path], { stdio: "ignore" });
  } finally {
    rmSync(path, { recursive: true, force: true });
  }
}
