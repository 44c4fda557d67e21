import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { request as httpRequest } from "node:http";
import { request as httpsRequest } from "node:https";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

// What envtest does (controller-runtime, pkg/internal/testing/controlplane and process), step by step.

const program = fileURLToPath(new URL("../apps/manager/dist/main.cjs", import.meta.url));

let folder: string;
let assets: string;
const children: ChildProcess[] = [];

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "engenho-"));
  assets = execFileSync(process.execPath, [program, "envtest", "--dir", join(folder, "assets")], {
    encoding: "utf8",
    stdio: ["ignore", "pipe", "ignore"],
  }).trim();
});

afterAll(async () => {
  for (const child of children) child.kill("SIGKILL");
  await rm(folder, { recursive: true, force: true });
});

/** Starts a binary of the folder. */
function start(name: string, args: readonly string[], env: Readonly<Record<string, string>> = {}): ChildProcess {
  const child = spawn(join(assets, name), args, {
    stdio: ["ignore", "ignore", "pipe"],
    env: { ...process.env, ...env },
  });
  children.push(child);
  return child;
}

/** Stops a binary as envtest does; its exit code. */
async function stop(child: ChildProcess): Promise<number | null> {
  child.kill("SIGTERM");
  const [code] = await once(child, "exit");
  return code as number | null;
}

/** A free port of the loopback address, as envtest's addr.Suggest finds it. */
async function suggestPort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as { port: number };
  server.close();
  await once(server, "close");
  return port;
}

/** The status of a GET; undefined if nothing listens. */
function statusOf(url: string): Promise<number | undefined> {
  return new Promise((resolve) => {
    const get = url.startsWith("https:") ? httpsRequest : httpRequest;
    const outgoing = get(url, { agent: false, rejectUnauthorized: false }, (response) => {
      response.resume();
      resolve(response.statusCode);
    });
    outgoing.on("error", () => resolve(undefined));
    outgoing.end();
  });
}

/** Polls until the answer is 200, or the process has ended. */
async function untilHealthy(url: string, child: ChildProcess): Promise<void> {
  let stderr = "";
  child.stderr?.on("data", (chunk: Buffer) => {
    stderr += chunk.toString();
  });
  while ((await statusOf(url)) !== 200) {
    if (child.exitCode !== null) throw new Error(`ended with ${child.exitCode}: ${stderr}`);
  }
}

describe("envtest", () => {
  it("reads the help of kube-apiserver and finds no insecure port", () => {
    const help = execFileSync(join(assets, "kube-apiserver"), ["--help"], { encoding: "utf8" });
    expect(help).toMatch(/^\s*--secure-port\b/m);
    expect(help).not.toMatch(/^\s*--insecure-port\b/m);
  });

  it("starts etcd, sees it healthy, and stops it", async () => {
    const [port, peerPort] = [await suggestPort(), await suggestPort()];
    const url = `http://127.0.0.1:${port}`;
    const etcd = start("etcd", [
      `--advertise-client-urls=${url}`,
      `--data-dir=${join(folder, "etcd")}`,
      `--listen-client-urls=${url}`,
      `--listen-peer-urls=http://127.0.0.1:${peerPort}`,
      "--unsafe-no-fsync=true",
    ]);
    await untilHealthy(`${url}/health`, etcd);
    expect(await stop(etcd)).toBe(0);
  });

  it("jenvtest starts etcd with flags of one dash and on all addresses", async () => {
    const port = await suggestPort();
    const etcd = start("etcd", [
      "-data-dir",
      folder,
      "-wal-dir",
      folder,
      "--listen-client-urls",
      `http://0.0.0.0:${port}`,
    ]);
    await untilHealthy(`http://127.0.0.1:${port}/health`, etcd);
    expect(await stop(etcd)).toBe(0);
  });

  it("starts kube-apiserver, sees it healthy without credentials and without verifying it, and stops it", async () => {
    const port = await suggestPort();
    const server = start("kube-apiserver", [
      "--allow-privileged=true",
      "--authorization-mode=RBAC",
      "--bind-address=127.0.0.1",
      `--cert-dir=${join(folder, "certificates")}`,
      "--disable-admission-plugins=ServiceAccount",
      "--etcd-servers=http://127.0.0.1:1",
      `--secure-port=${port}`,
      "--service-cluster-ip-range=10.0.0.0/24",
    ]);
    await untilHealthy(`https://127.0.0.1:${port}/healthz`, server);
    expect(await statusOf(`https://127.0.0.1:${port}/readyz`)).toBe(200);
    expect(await statusOf(`https://127.0.0.1:${port}/api/v1/namespaces`)).toBe(401);
    expect(await stop(server)).toBe(0);
  });

  it.each([
    ["kube-apiserver", ["--oidc-issuer-url=https://a"], "engenho: kube-apiserver: --oidc-issuer-url cannot be obeyed"],
    ["kube-apiserver", ["--secure-port=x"], "engenho: option '--port <port>' argument 'x' is invalid"],
    ["etcd", ["--listen-client-urls=https://127.0.0.1:1"], "etcd (engenho): --listen-client-urls: https://127.0.0.1:1"],
  ])("%s with %j ends at once and says why", async (name, args, message) => {
    const child = start(name, args);
    let stderr = "";
    child.stderr?.on("data", (chunk: Buffer) => {
      stderr += chunk.toString();
    });
    const [code] = await once(child, "close");
    expect(code).toBeGreaterThan(0);
    expect(stderr).toContain(message);
  });
});
