import { type ChildProcess, spawn } from "node:child_process";
import { exited, measuredEnvironment } from "./child-process.js";
import { programFile } from "./program.js";

/** `engenho kube-controller-manager` in a process of its own, without leader election and rate limit. */
export class ControllersProcess {
  readonly child: ChildProcess;

  private constructor(child: ChildProcess) {
    this.child = child;
  }

  /** Resolves at the ready line. Rejects with an Error if the process ends before it. */
  static async start(kubeconfig: string): Promise<ControllersProcess> {
    const flags = ["--kubeconfig", kubeconfig, "--leader-elect=false", "--secure-port=0"];
    const child = spawn(process.execPath, [programFile, "kube-controller-manager", ...flags], {
      env: measuredEnvironment(),
      stdio: ["ignore", "pipe", "inherit"],
    });
    await new Promise<void>((resolve, reject) => {
      child.stdout?.once("data", () => resolve());
      child.once("exit", (code) => reject(new Error(`kube-controller-manager ended with ${code}`)));
      child.once("error", reject);
    });
    return new ControllersProcess(child);
  }

  async stop(): Promise<void> {
    this.child.kill("SIGTERM");
    await exited(this.child);
  }
}
