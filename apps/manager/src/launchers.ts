import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";

/** The facts about a process that identify its launcher. */
export interface ProcessFacts {
  readonly parent: number;
  /** Its command line, separated by spaces. */
  readonly command: string;
}

/** Looks up a process; undefined if it does not exist, or cannot be inspected. */
export type LookUpProcess = (pid: number) => ProcessFacts | undefined;

/** A package manager, by its own name or as a script run by node. */
const packageManager =
  /^(?:\S*\/)?(?:node(?:js)?\s+(?:-\S+\s+)*)?(?:\S*\/)?(?:npm|npx|pnpm|pnpx|yarn|yarnpkg|corepack)(?:-cli)?(?:\.[cm]?js)?(?:\s|$)/;
/** The shell in which it runs a script. */
const scriptShell = /^(?:\S*\/)?(?:sh|dash|bash|ash|zsh)\s+-c\s/;
const longestChain = 16;
const pollIntervalMs = 500;

/**
 * The package managers that have started this program and the shells between them, the nearest first: `npm start`, `npx`,
 * `pnpm` in any combination. Empty if the program was started in another way.
 */
export function findLaunchers(parent: number, lookUp: LookUpProcess): readonly number[] {
  const chain: number[] = [];
  let managers = 0;
  for (let pid = parent; chain.length < longestChain; ) {
    const facts = lookUp(pid);
    if (facts === undefined) break;
    const isManager = packageManager.test(facts.command);
    if (!isManager && !scriptShell.test(facts.command)) break;
    chain.push(pid);
    if (isManager) managers = chain.length;
    pid = facts.parent;
  }
  return chain.slice(0, managers);
}

/** Whether each launcher still exists, which is seen from the parent of its child process. */
export function areAlive(launchers: readonly number[], parent: number, lookUp: LookUpProcess): boolean {
  return launchers.every((pid, index) => {
    const child = launchers[index - 1];
    return pid === (child === undefined ? parent : lookUp(child)?.parent);
  });
}

/**
 * Calls `onGone` when one of the package managers that have started this program has exited without a signal: if it is
 * killed, it cannot forward one, and the program would keep running and hold its port.
 */
export function watchLaunchers(onGone: () => void): void {
  // Set by package managers for their scripts; otherwise no process has to be inspected.
  if (process.env.npm_config_user_agent === undefined && process.env.npm_execpath === undefined) return;
  const lookUp = process.platform === "linux" ? fromProc : fromPs;
  const launchers = findLaunchers(process.ppid, lookUp);
  if (launchers.length === 0) return;
  const timer = setInterval(() => {
    if (areAlive(launchers, process.ppid, lookUp)) return;
    clearInterval(timer);
    onGone();
  }, pollIntervalMs);
  timer.unref();
}

function fromProc(pid: number): ProcessFacts | undefined {
  try {
    // The process name, in parentheses, may itself contain spaces and parentheses.
    const stat = readFileSync(`/proc/${pid}/stat`, "latin1");
    const [, parent = ""] = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
    const command = readFileSync(`/proc/${pid}/cmdline`, "utf8").replaceAll("\0", " ");
    return { parent: Number(parent), command };
  } catch {
    return undefined;
  }
}

function fromPs(pid: number): ProcessFacts | undefined {
  if (process.platform === "win32") return undefined;
  try {
    const shown = execFileSync("ps", ["-o", "ppid=,command=", "-p", String(pid)], { encoding: "utf8" });
    const [, parent = "", command = ""] = /^\s*(\d+)\s+(.*)/.exec(shown) ?? [];
    return { parent: Number(parent), command };
  } catch {
    return undefined;
  }
}
