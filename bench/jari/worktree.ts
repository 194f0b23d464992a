// A temporary checkout of another commit, with this checkout's node_modules.

import { execFileSync } from "node:child_process";
import { readFileSync, rmSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { ROOT } from "../../scripts/lib/run.mjs";

export class Worktree {
  readonly path: string;
  /** the commit's short name */
  readonly commit: string;

  private constructor(path: string, commit: string) {
    this.path = path;
    this.commit = commit;
  }

  /** Checks `commit` out into `path`, which must not exist yet. Throws where there is no such commit. */
  static add(path: string, commit: string): Worktree {
    const name = shortName(commit);
    git("worktree", "add", "--quiet", "--detach", path, name);
    symlinkSync(join(ROOT, "node_modules"), join(path, "node_modules"));
    return new Worktree(path, name);
  }

  /** Whether the commit asks for the same packages as this checkout, which are those that it gets. */
  get hasSamePackages(): boolean {
    const [theirs, ours] = [this.path, ROOT].map((root) =>
      readFileSync(join(root, "package-lock.json"), "utf8"),
    );
    return theirs === ours;
  }

  /** Removes it. */
  async stop(): Promise<void> {
    // By hand: git refuses to remove a folder that something still writes to.
    rmSync(this.path, { recursive: true, force: true });
    git("worktree", "prune");
  }
}

/** The short name of `commit`. Throws where there is no such commit. */
export function shortName(commit: string): string {
  return git("rev-parse", "--short", "--verify", "--end-of-options", `${commit}^{commit}`);
}

function git(...args: readonly string[]): string {
  return execFileSync("git", args, { cwd: ROOT, encoding: "utf8" }).trim();
}
