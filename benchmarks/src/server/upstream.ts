import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { generateKeyPairSync, randomUUID } from "node:crypto";
import { existsSync, mkdtempSync, openSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { type Access, ApiClient } from "../client/api-client.js";
import { exited, processorMs, residentMegabytes } from "./child-process.js";
import { ControllersProcess } from "./controllers-process.js";
import { freePort } from "./free-port.js";
import type { ControlPlane } from "./program.js";
import { insecurePortFlags } from "./upstream-flags.js";

const readyWithinMs = 60_000;
const apiServerCertificate = "apiserver.crt";

/** How Kubernetes is started. */
export interface UpstreamOptions {
  /** Its own controllers, or engenho's in a process of their own. */
  readonly controllers: "kube-controller-manager" | "engenho";
}

/**
 * Kubernetes 1.20 to 1.34, from a folder with `etcd`, `kube-apiserver` and `kube-controller-manager`: on loopback, in a
 * temporary folder, without the rate limit of the controller manager and the API server's limits on requests in flight, and
 * with an etcd that does not wait for the disk, because ours does not either. The node lifecycle controller is disabled,
 * because nobody sends heartbeats, and so is the ServiceAccount admission plugin, because the pods mount no tokens.
 */
export class Upstream implements ControlPlane {
  readonly #children: ChildProcess[] = [];
  readonly #folder: string = mkdtempSync(join(tmpdir(), "engenho-bench-upstream-"));
  readonly #binaries: string;
  readonly #controllers: UpstreamOptions["controllers"];
  readonly #token = randomUUID();
  #access: Access | undefined;

  private constructor(binaries: string, { controllers }: UpstreamOptions) {
    this.#binaries = binaries;
    this.#controllers = controllers;
  }

  /** Resolves when the API server is ready and the controllers run. Throws an Error after a minute. */
  static async start(
    binaries: string,
    options: UpstreamOptions = { controllers: "kube-controller-manager" },
  ): Promise<Upstream> {
    const upstream = new Upstream(binaries, options);
    try {
      await upstream.#start();
    } catch (error) {
      await upstream.stop();
      throw error;
    }
    return upstream;
  }

  get access(): Access {
    if (this.#access === undefined) throw new Error("not started");
    return this.#access;
  }

  get residentMB(): number {
    return this.#sum(residentMegabytes);
  }

  get processorSeconds(): number {
    return this.#sum(processorMs) / 1000;
  }

  async stop(): Promise<void> {
    for (const child of this.#children.toReversed()) {
      child.kill("SIGKILL");
      await exited(child);
    }
    rmSync(this.#folder, { recursive: true, force: true });
  }

  #sum(of: (pid: number) => number): number {
    return this.#children.reduce((sum, { pid }) => sum + of(pid ?? 0), 0);
  }

  async #start(): Promise<void> {
    const [etcdPort, peerPort, securePort] = [await freePort(), await freePort(), await freePort()];
    const etcd = `http://127.0.0.1:${etcdPort}`;
    const peer = `http://127.0.0.1:${peerPort}`;
    this.#spawn("etcd", {
      "data-dir": join(this.#folder, "etcd"),
      "listen-client-urls": etcd,
      "advertise-client-urls": etcd,
      "listen-peer-urls": peer,
      "initial-advertise-peer-urls": peer,
      "initial-cluster": `default=${peer}`,
      "unsafe-no-fsync": "true",
    });
    const { privateKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
    const key = this.#write("service-account.key", privateKey.export({ type: "pkcs1", format: "pem" }).toString());
    this.#spawn("kube-apiserver", {
      "etcd-servers": etcd,
      "bind-address": "127.0.0.1",
      "secure-port": String(securePort),
      "cert-dir": this.#folder,
      "token-auth-file": this.#write("tokens.csv", `${this.#token},admin,admin,system:masters\n`),
      "authorization-mode": "AlwaysAllow",
      "service-account-issuer": "https://kubernetes.default.svc",
      "service-account-key-file": key,
      "service-account-signing-key-file": key,
      "service-cluster-ip-range": "10.96.0.0/16",
      "disable-admission-plugins": "ServiceAccount",
      "max-requests-inflight": "4000",
      "max-mutating-requests-inflight": "2000",
    });
    const address = `https://127.0.0.1:${securePort}`;
    this.#access = await this.#untilReady(address);
    const kubeconfig = {
      apiVersion: "v1",
      kind: "Config",
      clusters: [{ name: "a", cluster: { server: address, "insecure-skip-tls-verify": true } }],
      users: [{ name: "a", user: { token: this.#token } }],
      contexts: [{ name: "a", context: { cluster: "a", user: "a" } }],
      "current-context": "a",
    };
    const file = this.#write("kubeconfig", JSON.stringify(kubeconfig));
    if (this.#controllers === "engenho") this.#children.push((await ControllersProcess.start(file)).child);
    else await this.#startControllerManager(file, key);
    await sleep(5_000);
    this.#throwIfEnded();
  }

  async #startControllerManager(kubeconfig: string, key: string): Promise<void> {
    this.#spawn("kube-controller-manager", {
      kubeconfig,
      "kube-api-qps": "100000",
      "kube-api-burst": "100000",
      "leader-elect": "false",
      "service-account-private-key-file": key,
      controllers: "*,-nodelifecycle",
      "bind-address": "127.0.0.1",
      "secure-port": String(await freePort()),
      "cert-dir": this.#folder,
      ...insecurePortFlags(this.#versionOf("kube-controller-manager")),
    });
  }

  async #untilReady(address: string): Promise<Access> {
    const deadlineMs = performance.now() + readyWithinMs;
    for (;;) {
      this.#throwIfEnded();
      try {
        const access = {
          address,
          token: this.#token,
          ca: readFileSync(join(this.#folder, apiServerCertificate), "utf8"),
        };
        const client = await ApiClient.connect(access);
        const { status } = await client.send({ method: "GET", path: "/readyz" });
        client.close();
        if (status === 200) return access;
      } catch (error) {
        if (performance.now() > deadlineMs) throw error;
      }
      if (performance.now() > deadlineMs) throw new Error(`${address}/readyz was not ready within a minute`);
      await sleep(100);
    }
  }

  /** The version that a binary prints: `Kubernetes v1.34.9`. */
  #versionOf(name: string): string {
    return execFileSync(join(this.#binaries, name), ["--version"], { encoding: "utf8" });
  }

  #throwIfEnded(): void {
    const ended = this.#children.find(({ exitCode, signalCode }) => exitCode !== null || signalCode !== null);
    if (ended === undefined) return;
    const path = `${join(this.#folder, ended.spawnargs[0]?.split("/").at(-1) ?? "")}.log`;
    // What engenho's controllers log is on standard error.
    throw new Error(
      `${ended.spawnargs.join(" ")} ended: ${existsSync(path) ? readFileSync(path, "utf8").slice(-1000) : ""}`,
    );
  }

  #write(name: string, text: string): string {
    const path = join(this.#folder, name);
    writeFileSync(path, text, { mode: 0o600 });
    return path;
  }

  #spawn(name: string, flags: Readonly<Record<string, string>>): void {
    const log = openSync(join(this.#folder, `${name}.log`), "w");
    const args = Object.entries(flags).map(([flag, value]) => `--${flag}=${value}`);
    this.#children.push(spawn(join(this.#binaries, name), args, { stdio: ["ignore", log, log] }));
  }
}
