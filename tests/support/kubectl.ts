import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { existsSync, realpathSync } from "node:fs";
import { delimiter, join } from "node:path";

/** The output and exit code of a command. */
export interface Output {
  readonly stdout: string;
  readonly stderr: string;
  readonly code: number;
}

/** Whether this machine has a kubectl; reports once if it has none. */
export function hasKubectl(): boolean {
  try {
    execFileSync("kubectl", ["version", "--client"], { stdio: "ignore" });
    return true;
  } catch {
    if (process.env.CI === "true") throw new Error("kubectl is missing, and CI needs it");
    console.warn("skipped: these tests need kubectl on the PATH");
    return false;
  }
}

/** The kubectl of a version such as `1.27`, which Google Cloud's packages install next to theirs; undefined if there is none. */
export function kubectlOf(version: string): string | undefined {
  const folder = (process.env.PATH ?? "").split(delimiter).find((each) => existsSync(join(each, "kubectl")));
  if (folder === undefined) return undefined;
  const file = `${realpathSync(join(folder, "kubectl"))}.${version}`;
  return existsSync(file) ? file : undefined;
}

/** How a kubectl is run. */
export interface KubectlOptions {
  /** Variables in addition to those of this process. */
  readonly environment?: Readonly<Record<string, string>>;
  /** Default: the one on the PATH. */
  readonly executable?: string;
}

/** The real kubectl, with one kubeconfig and one namespace. */
export class Kubectl {
  readonly #environment: NodeJS.ProcessEnv;
  readonly #namespace: string | undefined;
  readonly #executable: string;

  constructor(
    kubeconfig: string,
    namespace?: string,
    { environment = {}, executable = "kubectl" }: KubectlOptions = {},
  ) {
    this.#executable = executable;
    this.#environment = {
      ...process.env,
      ...environment,
      KUBECONFIG: kubeconfig,
      KUBECACHEDIR: `${kubeconfig}.cache`,
      HOME: `${kubeconfig}.home`,
    };
    this.#namespace = namespace;
  }

  /** The same with another namespace. */
  in(namespace: string): Kubectl {
    return new Kubectl(this.#environment.KUBECONFIG ?? "", namespace);
  }

  /** Runs a command; never throws for its exit code. */
  async try(args: readonly string[], input?: string): Promise<Output> {
    const child = this.spawn(args);
    let stdout = "";
    let stderr = "";
    child.stdout?.on("data", (chunk: Buffer) => {
      stdout += chunk.toString();
    });
    child.stderr?.on("data", (chunk: Buffer) => {
      stderr += chunk.toString();
    });
    child.stdin?.end(input ?? "");
    const code = await new Promise<number>((resolve) => child.once("close", (status) => resolve(status ?? -1)));
    return { stdout, stderr, code };
  }

  /** Runs a command that must succeed; returns its output. The text is split at spaces. */
  async run(command: string, input?: string): Promise<string> {
    return this.runArgs(command.split(" "), input);
  }

  /** As `run`, with separate arguments. */
  async runArgs(args: readonly string[], input?: string): Promise<string> {
    const { stdout, stderr, code } = await this.try(args, input);
    if (code !== 0) throw new Error(`kubectl ${args.join(" ")} ended with ${code}:\n${stdout}${stderr}`);
    return stdout;
  }

  /** Runs a command that must fail; returns its error output. */
  async fail(command: string, input?: string): Promise<string> {
    const { stdout, stderr, code } = await this.try(command.split(" "), input);
    if (code === 0) throw new Error(`kubectl ${command} succeeded:\n${stdout}`);
    return stderr;
  }

  /** Starts a command that keeps running, such as `get -w`. */
  spawn(args: readonly string[]): ChildProcess {
    const namespace = this.#namespace === undefined ? [] : ["--namespace", this.#namespace];
    return spawn(this.#executable, [...namespace, ...args], {
      env: this.#environment,
      stdio: ["pipe", "pipe", "pipe"],
    });
  }

  /** Starts a command that keeps running, such as `get -w`, and collects its lines. */
  follow(args: readonly string[]): Following {
    return new Following(this.spawn(args));
  }
}

/** A command that keeps printing lines until it is stopped. */
export class Following {
  readonly lines: string[] = [];
  readonly #child: ChildProcess;
  readonly #closed: Promise<unknown>;
  #rest = "";
  #wake = () => {};

  constructor(child: ChildProcess) {
    this.#child = child;
    this.#closed = new Promise((resolve) => child.once("close", resolve));
    child.stdout?.on("data", (chunk: Buffer) => {
      const parts = (this.#rest + chunk.toString()).split("\n");
      this.#rest = parts.pop() ?? "";
      this.lines.push(...parts);
      this.#wake();
    });
  }

  /** Resolves when there is a line that satisfies the predicate. */
  async until(fits: (line: string) => boolean): Promise<void> {
    while (!this.lines.some(fits)) {
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
  }

  /** Stops the command, unless it has ended by itself; returns all its lines. */
  async stop(): Promise<readonly string[]> {
    this.#child.kill("SIGTERM");
    await this.#closed;
    return this.lines;
  }
}
