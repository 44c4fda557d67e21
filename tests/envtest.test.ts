import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { request as httpRequest } from "node:http";
import { request as httpsRequest } from "node:https";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createAuthority, type IssuedCertificate } from "../apps/manager/src/certificates/authority.js";
import { createClientCertificate } from "../apps/manager/src/certificates/client-certificate.js";
import { createServingCertificate } from "../apps/manager/src/certificates/serving-certificate.js";

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

  describe("starts kube-apiserver with the flags of controller-runtime", () => {
    let server: ChildProcess;
    let port: number;
    let serving: IssuedCertificate;
    let client: IssuedCertificate;

    beforeAll(async () => {
      const certDir = join(folder, "certificates");
      await mkdir(certDir);
      const nowMs = Date.now();
      serving = createServingCertificate({ hosts: ["localhost", "127.0.0.1"], nowMs });
      client = createClientCertificate(
        createAuthority(nowMs),
        { name: "envtest-environment", group: "system:masters" },
        nowMs,
      );
      // envtest's authority of ServiceAccount tokens is a certificate and its key.
      const signer = createServingCertificate({ hosts: ["localhost"], nowMs });
      const files = {
        "apiserver.crt": serving.certificate,
        "apiserver.key": serving.privateKey,
        "sa-signer.crt": signer.certificate,
        "sa-signer.key": signer.privateKey,
        "client-cert-auth-ca.crt": client.caCertificate,
      };
      for (const [name, text] of Object.entries(files)) await writeFile(join(certDir, name), text);
      port = await suggestPort();
      server = start("kube-apiserver", [
        "--allow-privileged=true",
        "--authorization-mode=RBAC",
        "--bind-address=127.0.0.1",
        `--cert-dir=${certDir}`,
        `--client-ca-file=${join(certDir, "client-cert-auth-ca.crt")}`,
        "--disable-admission-plugins=ServiceAccount",
        "--etcd-servers=http://127.0.0.1:1",
        `--secure-port=${port}`,
        `--service-account-issuer=https://127.0.0.1:${port}/`,
        `--service-account-key-file=${join(certDir, "sa-signer.crt")}`,
        `--service-account-signing-key-file=${join(certDir, "sa-signer.key")}`,
        "--service-cluster-ip-range=10.0.0.0/24",
      ]);
      await untilHealthy(`https://127.0.0.1:${port}/healthz`, server);
    });

    interface Reply {
      readonly code: number | undefined;
      // biome-ignore lint/suspicious/noExplicitAny: whatever the server answers
      readonly json: any;
    }

    /** A request with the client certificate of an administrator, or with a token. */
    function send(method: string, path: string, body?: object, headers: Record<string, string> = {}): Promise<Reply> {
      const identity = headers.authorization === undefined ? { cert: client.certificate, key: client.privateKey } : {};
      const options = { method, ca: serving.caCertificate, agent: false, ...identity };
      return new Promise((resolve, reject) => {
        const type = { "content-type": "application/json", ...headers };
        const outgoing = httpsRequest(`https://127.0.0.1:${port}${path}`, { ...options, headers: type }, (response) => {
          let text = "";
          response.setEncoding("utf8");
          response.on("data", (chunk: string) => {
            text += chunk;
          });
          response.on("end", () => resolve({ code: response.statusCode, json: JSON.parse(text) }));
        });
        outgoing.on("error", reject);
        outgoing.end(body === undefined ? undefined : JSON.stringify(body));
      });
    }

    it("sees it healthy without credentials, and what needs some is refused", async () => {
      expect(await statusOf(`https://127.0.0.1:${port}/readyz`)).toBe(200);
      // As upstream: anonymous, and without the permission.
      expect(await statusOf(`https://127.0.0.1:${port}/api/v1/namespaces`)).toBe(403);
    });

    it("is an administrator by its client certificate", async () => {
      const self = { apiVersion: "authentication.k8s.io/v1", kind: "SelfSubjectReview" };
      const { json } = await send("POST", "/apis/authentication.k8s.io/v1/selfsubjectreviews", self);
      expect(json.status.userInfo).toMatchObject({
        username: "envtest-environment",
        groups: expect.arrayContaining(["system:masters"]),
      });
    });

    it("finds the namespaces, and the Service kubernetes at the first address of the range", async () => {
      const { json } = await send("GET", "/api/v1/namespaces");
      const names = json.items.map(({ metadata }: { metadata: { name: string } }) => metadata.name);
      expect(names).toEqual(["default", "kube-node-lease", "kube-public", "kube-system"]);
      const service = await send("GET", "/api/v1/namespaces/default/services/kubernetes");
      expect(service.json.spec.clusterIP).toBe("10.0.0.1");
    });

    it("installs a definition, waits until it is served, and applies an object", async () => {
      const schema = {
        type: "object",
        properties: { spec: { type: "object", properties: { size: { type: "integer" } } } },
      };
      const definition = {
        apiVersion: "apiextensions.k8s.io/v1",
        kind: "CustomResourceDefinition",
        metadata: { name: "widgets.example.com" },
        spec: {
          group: "example.com",
          names: { kind: "Widget", plural: "widgets" },
          scope: "Namespaced",
          versions: [{ name: "v1", served: true, storage: true, schema: { openAPIV3Schema: schema } }],
        },
      };
      expect((await send("POST", "/apis/apiextensions.k8s.io/v1/customresourcedefinitions", definition)).code).toBe(
        201,
      );
      await expect.poll(async () => (await send("GET", "/apis/example.com/v1")).code).toBe(200);
      const path = "/apis/example.com/v1/namespaces/default/widgets/a?fieldManager=test";
      const widget = { apiVersion: "example.com/v1", kind: "Widget", metadata: { name: "a" }, spec: { size: 1 } };
      const applied = await send("PATCH", path, widget, { "content-type": "application/apply-patch+yaml" });
      expect(applied).toMatchObject({ code: 201, json: { spec: { size: 1 } } });
    });

    it("runs no controllers: a Deployment gets no ReplicaSet, a Pod no ServiceAccount token", async () => {
      const labels = { app: "web" };
      const template = { metadata: { labels }, spec: { containers: [{ name: "c", image: "i" }] } };
      const spec = { replicas: 1, selector: { matchLabels: labels }, template };
      const metadata = { name: "web" };
      const deployment = { apiVersion: "apps/v1", kind: "Deployment", metadata, spec };
      expect((await send("POST", "/apis/apps/v1/namespaces/default/deployments", deployment)).code).toBe(201);
      const pod = { apiVersion: "v1", kind: "Pod", metadata, spec: template.spec };
      const created = await send("POST", "/api/v1/namespaces/default/pods", pod);
      expect(created).toMatchObject({ code: 201 });
      expect(created.json.spec.volumes).toBeUndefined();
      expect((await send("GET", "/apis/apps/v1/namespaces/default/replicasets")).json.items).toEqual([]);
    });

    it("requests a token of a ServiceAccount, whose user may do nothing until a role binding says so", async () => {
      const account = { apiVersion: "v1", kind: "ServiceAccount", metadata: { name: "robot" } };
      await send("POST", "/api/v1/namespaces/default/serviceaccounts", account);
      const request = { apiVersion: "authentication.k8s.io/v1", kind: "TokenRequest", spec: {} };
      const issued = await send("POST", "/api/v1/namespaces/default/serviceaccounts/robot/token", request);
      const headers = { authorization: `Bearer ${issued.json.status.token}` };
      const list = () => send("GET", "/api/v1/namespaces/default/pods", undefined, headers);
      expect((await list()).json.message).toBe(
        'pods is forbidden: User "system:serviceaccount:default:robot" cannot list resource "pods" in API group "" in the namespace "default"',
      );
      // `view` itself has its rules from a controller.
      const binding = {
        apiVersion: "rbac.authorization.k8s.io/v1",
        kind: "RoleBinding",
        metadata: { name: "view" },
        roleRef: { apiGroup: "rbac.authorization.k8s.io", kind: "ClusterRole", name: "system:aggregate-to-view" },
        subjects: [{ kind: "ServiceAccount", name: "robot", namespace: "default" }],
      };
      await send("POST", "/apis/rbac.authorization.k8s.io/v1/namespaces/default/rolebindings", binding);
      expect((await list()).code).toBe(200);
    });

    it("stops it by SIGTERM", async () => {
      expect(await stop(server)).toBe(0);
    });
  });

  it("runs controllers and nodes where the environment asks for them", async () => {
    const port = await suggestPort();
    const tokens = join(folder, "tokens.csv");
    await writeFile(tokens, "secret,admin,1,system:masters\n");
    const args = ["--cert-dir", join(folder, "own"), "--secure-port", String(port), "--token-auth-file", tokens];
    const env = { ENGENHO_CONTROLLERS: "*", ENGENHO_NODES: "1" };
    const server = start("kube-apiserver", args, env);
    await untilHealthy(`https://127.0.0.1:${port}/healthz`, server);
    const kubectl = (...rest: string[]) =>
      execFileSync(
        "kubectl",
        ["--server", `https://127.0.0.1:${port}`, "--token=secret", "--insecure-skip-tls-verify", ...rest],
        { encoding: "utf8" },
      );
    kubectl("create", "deployment", "web", "--image=nginx");
    kubectl("wait", "--for=condition=Available", "deployment/web", "--timeout=30s");
    expect(await stop(server)).toBe(0);
  });

  it.each([
    [
      "kube-apiserver",
      ["--encryption-provider-config=a"],
      "engenho: kube-apiserver: --encryption-provider-config cannot be obeyed",
    ],
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
