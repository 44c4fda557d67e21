import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, writeFileSync } from "node:fs";
import { request as httpRequest } from "node:http";
import { request as httpsRequest } from "node:https";
import { createServer } from "node:net";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { createAuthority } from "../../../apps/manager/src/certificates/authority.js";
import { createClientCertificate } from "../../../apps/manager/src/certificates/client-certificate.js";
import { createServingCertificate } from "../../../apps/manager/src/certificates/serving-certificate.js";
import { exited, measuredEnvironment } from "./child-process.js";
import { programFile } from "./program.js";

/** How often a stand-in is asked whether it is healthy; controller-runtime asks every 100 ms. */
const pollMs = 2;
const longestStartMs = 30_000;

/** One of envtest's binaries as `engenho envtest` writes it. */
export interface StandIn {
  readonly pid: number;
  /** From the call of spawn to the first answer that it is healthy. */
  readonly readyMs: number;
  stop(): Promise<void>;
}

/** Writes the stand-ins into a folder, with the certificates that controller-runtime makes; returns how to start each of them. */
export function writeStandIns(folder: string) {
  const assets = join(folder, "assets");
  const { status, stderr } = spawnSync(process.execPath, [programFile, "envtest", "--dir", assets]);
  if (status !== 0) throw new Error(`engenho envtest: ${stderr.toString()}`);
  const certificates = join(folder, "certificates");
  writeCertificates(certificates);
  return {
    async etcd(): Promise<StandIn> {
      const url = `http://127.0.0.1:${await freePort()}`;
      const flags = { "advertise-client-urls": url, "listen-client-urls": url, "data-dir": folder };
      return start(join(assets, "etcd"), flagsOf(flags), `${url}/health`);
    },
    async kubeApiserver(environment: NodeJS.ProcessEnv = {}): Promise<StandIn> {
      const port = await freePort();
      const flags = {
        "allow-privileged": "true",
        "authorization-mode": "RBAC",
        "bind-address": "127.0.0.1",
        "cert-dir": certificates,
        "client-ca-file": join(certificates, "client-cert-auth-ca.crt"),
        "disable-admission-plugins": "ServiceAccount",
        "etcd-servers": "http://127.0.0.1:1",
        "secure-port": String(port),
        "service-account-issuer": `https://127.0.0.1:${port}/`,
        "service-account-key-file": join(certificates, "sa-signer.crt"),
        "service-account-signing-key-file": join(certificates, "sa-signer.key"),
        "service-cluster-ip-range": "10.0.0.0/24",
      };
      return start(join(assets, "kube-apiserver"), flagsOf(flags), `https://127.0.0.1:${port}/healthz`, environment);
    },
  };
}

function flagsOf(flags: Readonly<Record<string, string>>): readonly string[] {
  return Object.entries(flags).map(([name, value]) => `--${name}=${value}`);
}

function writeCertificates(folder: string): void {
  const nowMs = Date.now();
  const serving = createServingCertificate({ hosts: ["localhost", "127.0.0.1"], nowMs });
  const signer = createServingCertificate({ hosts: ["localhost"], nowMs });
  const client = createClientCertificate(createAuthority(nowMs), { name: "envtest", group: "system:masters" }, nowMs);
  const files = {
    "apiserver.crt": serving.certificate,
    "apiserver.key": serving.privateKey,
    "sa-signer.crt": signer.certificate,
    "sa-signer.key": signer.privateKey,
    "client-cert-auth-ca.crt": client.caCertificate,
  };
  mkdirSync(folder);
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
}

async function start(
  file: string,
  args: readonly string[],
  url: string,
  environment: NodeJS.ProcessEnv = {},
): Promise<StandIn> {
  const startedMs = performance.now();
  const env = { ...measuredEnvironment(), ...environment };
  const child: ChildProcess = spawn(file, args, { env, stdio: ["ignore", "ignore", "inherit"] });
  while (!(await isHealthy(url))) {
    if (child.exitCode !== null || performance.now() - startedMs > longestStartMs) {
      child.kill("SIGKILL");
      throw new Error(`${file} is not healthy`);
    }
    await sleep(pollMs);
  }
  return {
    pid: child.pid ?? 0,
    readyMs: performance.now() - startedMs,
    async stop() {
      child.kill("SIGTERM");
      await exited(child);
    },
  };
}

function isHealthy(url: string): Promise<boolean> {
  return new Promise((resolve) => {
    const get = url.startsWith("https:") ? httpsRequest : httpRequest;
    const sent = get(url, { agent: false, rejectUnauthorized: false }, (response) => {
      response.resume();
      resolve(response.statusCode === 200);
    });
    sent.on("error", () => resolve(false));
    sent.end();
  });
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as { readonly port: number };
  server.close();
  await once(server, "close");
  return port;
}
