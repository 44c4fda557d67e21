import { type ChildProcess, execFile, spawn } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";

const run = promisify(execFile);

/** Why the tests against a real etcd do not run here; undefined if they do. */
export const noEtcd: string | undefined = await run("etcd", ["--version"]).then(
  () => undefined,
  () => "etcd is not installed (apt-get install etcd-server etcd-client)",
);
if (noEtcd !== undefined) console.warn(`skipped: ${noEtcd}`);

/** Options of {@link startEtcd}. */
export interface EtcdClusterOptions {
  /** How many members. Default 1. */
  readonly members?: number;
  /** Further arguments of each member. */
  readonly args?: readonly string[];
  /** `https` with `args` that give the certificates. Default `http`. */
  readonly scheme?: "http" | "https";
}

/** A running etcd. */
export interface EtcdCluster {
  /** The client URLs. */
  readonly servers: readonly string[];
  /** Sends a signal to a member, such as SIGSTOP. */
  signal(member: number, signal: NodeJS.Signals): void;
  /** Kills a member and waits for its end. */
  kill(member: number): Promise<void>;
  /** Starts a killed member with its data. */
  restart(member: number): Promise<void>;
  /** Runs etcdctl, API v3, against all members, or one. */
  etcdctl(args: readonly string[], member?: number): Promise<string>;
  /** Runs etcdctl with the output of a shell command as its input. */
  pipe(command: string, args: readonly string[]): Promise<string>;
  stop(): Promise<void>;
}

/** Starts members on loopback with data in a temporary directory. */
export async function startEtcd({
  members = 1,
  args = [],
  scheme = "http",
}: EtcdClusterOptions = {}): Promise<EtcdCluster> {
  const folder = await mkdtemp(join(tmpdir(), "engenho-etcd-"));
  const ports = await freePorts(2 * members);
  const clientUrl = (member: number) => `${scheme}://127.0.0.1:${ports[2 * member]}`;
  const peerUrl = (member: number) => `http://127.0.0.1:${ports[2 * member + 1]}`;
  const indexes = Array.from({ length: members }, (_, member) => member);
  const initialCluster = indexes.map((member) => `m${member}=${peerUrl(member)}`).join(",");
  const processes = new Map<number, ChildProcess>();

  async function start(member: number): Promise<void> {
    const child = spawn(
      "etcd",
      [
        ...["--name", `m${member}`, "--data-dir", join(folder, `m${member}`)],
        ...["--listen-client-urls", clientUrl(member), "--advertise-client-urls", clientUrl(member)],
        ...["--listen-peer-urls", peerUrl(member), "--initial-advertise-peer-urls", peerUrl(member)],
        ...["--initial-cluster", initialCluster, "--heartbeat-interval", "100", "--election-timeout", "1000"],
        ...["--unsafe-no-fsync", "--logger", "zap", "--log-level", "error", ...args],
      ],
      { stdio: ["ignore", "ignore", "pipe"], env: { ...process.env, ETCD_UNSUPPORTED_ARCH: process.arch } },
    );
    processes.set(member, child);
    let errors = "";
    child.stderr?.on("data", (chunk: Buffer) => (errors = `${errors}${chunk}`.slice(-2_000)));
    await new Promise<void>((resolve, reject) => {
      child.once("error", reject);
      child.once("exit", (code) => reject(new Error(`etcd ended with ${code}: ${errors}`)));
      child.once("spawn", resolve);
    });
  }

  await Promise.all(indexes.map(start));
  const cluster: EtcdCluster = {
    servers: indexes.map(clientUrl),
    signal: (member, signal) => void processes.get(member)?.kill(signal),
    async kill(member) {
      const child = processes.get(member);
      if (child === undefined || child.exitCode !== null || child.signalCode !== null) return;
      const ended = new Promise((resolve) => child.once("exit", resolve));
      child.kill("SIGCONT");
      child.kill("SIGKILL");
      await ended;
    },
    restart: start,
    async etcdctl(commands, member) {
      const endpoints = member === undefined ? cluster.servers : [clientUrl(member)];
      const { stdout } = await run("etcdctl", ["--endpoints", endpoints.join(","), ...commands], {
        env: { ...process.env, ETCDCTL_API: "3" },
        maxBuffer: 64 * 1024 * 1024,
      });
      return stdout;
    },
    async pipe(command, args) {
      const etcdctl = ["etcdctl", "--endpoints", cluster.servers.join(","), ...args].join(" ");
      const { stdout } = await run("sh", ["-c", `${command} | ${etcdctl}`], {
        env: { ...process.env, ETCDCTL_API: "3" },
      });
      return stdout;
    },
    async stop() {
      await Promise.all(indexes.map((member) => cluster.kill(member)));
      await rm(folder, { recursive: true, force: true });
    },
  };
  return cluster;
}

/** Ports that were free a moment ago. */
async function freePorts(count: number): Promise<readonly number[]> {
  const servers = await Promise.all(
    Array.from({ length: count }, async () => {
      const server = createServer();
      await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
      return server;
    }),
  );
  const ports = servers.map((server) => (server.address() as { readonly port: number }).port);
  await Promise.all(servers.map((server) => new Promise((resolve) => server.close(resolve))));
  return ports;
}
