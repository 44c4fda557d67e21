import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { request } from "node:https";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  type CertificateSigningRequest,
  type ClusterRoleBinding,
  certificateSigningRequests,
  type Deployment,
  deployments,
  leases,
  silentLogger,
} from "@engenho/core";
import { createKubernetesStore } from "@engenho/store-kubernetes";
import { createCertificateRequest } from "@engenho/x509";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createControlPlane } from "../../src/control-plane.js";
import { controllerManagerCommand } from "../../src/kube-controller-manager/command.js";
import { type Manager, startManager } from "../../src/manager.js";
import { defaultManagerOptions } from "../../src/manager-options.js";

let directory: string;
let kubeconfig: string;
let cluster: Manager;

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), "controller-manager-"));
  kubeconfig = join(directory, "kubeconfig");
  const options = { ...defaultManagerOptions, port: 0, kubeconfigOut: kubeconfig, controllers: [] };
  cluster = await startManager(options, { logger: silentLogger });
}, 60_000);

afterAll(async () => {
  await cluster.stop();
  await rm(directory, { recursive: true });
});

async function start(...flags: string[]) {
  const command = controllerManagerCommand(["--bind-address=127.0.0.1", "--secure-port=0", ...flags]);
  if (command.type !== "controllers") throw new Error(command.text);
  return command.start({ logger: silentLogger });
}

async function until(holds: () => Promise<boolean>): Promise<void> {
  for (let turn = 0; turn < 50_000; turn++) {
    if (await holds()) return;
    await new Promise((resolve) => setImmediate(resolve));
  }
  throw new Error(`did not come true: ${holds}`);
}

function get(url: string, token?: string): Promise<{ readonly code: number; readonly body: string }> {
  return new Promise((resolve, reject) => {
    const headers = token === undefined ? {} : { authorization: `Bearer ${token}` };
    const sent = request(url, { rejectUnauthorized: false, headers, agent: false }, (response) => {
      let body = "";
      response.setEncoding("utf8").on("data", (part: string) => {
        body += part;
      });
      response.on("end", () => resolve({ code: response.statusCode ?? 0, body }));
    });
    sent.on("error", reject);
    sent.end();
  });
}

const namespace = "default";

describe("engenho's controllers against a cluster without any, over TLS", () => {
  it("roll a Deployment out as the leader, and give the Lease away at the end", async () => {
    const running = await start(`--kubeconfig=${kubeconfig}`);
    expect(running.description).toMatch(
      /^controllers of https:\/\/127\.0\.0\.1:\d+\/, Lease kube-system\/kube-controller-manager as .+_.+/,
    );
    await until(async () => (await cluster.store.list(leases, { namespace: "kube-system" })).items.length === 1);
    await cluster.store.create<Deployment>({
      apiVersion: "apps/v1",
      kind: "Deployment",
      metadata: { name: "web", namespace },
      spec: {
        replicas: 3,
        selector: { matchLabels: { app: "web" } },
        template: {
          metadata: { labels: { app: "web" } },
          spec: { containers: [{ name: "main", image: "registry.example/app:1" }] },
        },
      },
    });
    await until(async () => {
      const { status } = await cluster.store.get(deployments, { namespace, name: "web" });
      return status?.availableReplicas === 3;
    });
    await running.stop();
    const lease = await cluster.store.get(leases, { namespace: "kube-system", name: "kube-controller-manager" });
    expect(lease.spec).toMatchObject({ holderIdentity: "", leaseDurationSeconds: 1 });
  }, 60_000);

  describe("approve the certificate requests of kubelets whom the cluster's authorizer allows them", () => {
    const signerName = "kubernetes.io/kube-apiserver-client-kubelet";

    async function requestOf(name: string, group: string) {
      const keys = await globalThis.crypto.subtle.generateKey({ name: "ECDSA", namedCurve: "P-256" }, true, [
        "sign",
        "verify",
      ]);
      const subject = { commonName: ["system:node:n"], organization: ["system:nodes"] };
      const spec = {
        request: btoa(await createCertificateRequest({ subject, keys })),
        signerName,
        usages: ["digital signature", "client auth"],
      };
      const created = {
        apiVersion: "certificates.k8s.io/v1",
        kind: "CertificateSigningRequest",
        metadata: { name },
        spec,
      };
      await cluster.store.create(created as CertificateSigningRequest, {
        user: { name: "bootstrap", groups: [group] },
      });
    }
    const decisions = async (name: string) =>
      (await cluster.store.get(certificateSigningRequests, { name })).status?.conditions?.map(({ type }) => type) ?? [];

    beforeAll(async () => {
      const apiGroup = "rbac.authorization.k8s.io";
      await cluster.store.create<ClusterRoleBinding>({
        apiVersion: `${apiGroup}/v1`,
        kind: "ClusterRoleBinding",
        metadata: { name: "bootstrappers" },
        roleRef: {
          apiGroup,
          kind: "ClusterRole",
          name: "system:certificates.k8s.io:certificatesigningrequests:nodeclient",
        },
        subjects: [{ apiGroup, kind: "Group", name: "bootstrappers" }],
      });
    });

    it.each<[string, () => Promise<{ stop(): Promise<void> }>]>([
      ["as engenho kube-controller-manager", () => start(`--kubeconfig=${kubeconfig}`, "--controllers=csrapproving")],
      [
        "in a control plane over a store on the cluster",
        async () => {
          const store = await createKubernetesStore({ kubeconfig });
          const controlPlane = createControlPlane({
            store,
            controllers: ["csrapproving"],
            nodes: 0,
            logger: silentLogger,
          });
          await controlPlane.start();
          return {
            async stop() {
              await controlPlane.stop();
              await store.close();
            },
          };
        },
      ],
    ])(
      "%s",
      async (how, open) => {
        const running = await open();
        const name = how.includes("store") ? "store" : "program";
        try {
          await requestOf(`${name}-stranger`, "strangers");
          await requestOf(`${name}-node`, "bootstrappers");
          await until(async () => (await decisions(`${name}-node`)).length > 0);
          expect(await decisions(`${name}-node`)).toEqual(["Approved"]);
          expect(await decisions(`${name}-stranger`)).toEqual([]);
        } finally {
          await running.stop();
        }
      },
      60_000,
    );
  });

  it("serve health to everybody, and metrics to users that the cluster authorizes", async () => {
    const command = controllerManagerCommand([
      `--kubeconfig=${kubeconfig}`,
      "--bind-address=127.0.0.1",
      "--secure-port=0",
    ]);
    if (command.type !== "controllers") throw new Error("no controllers");
    const { startHealthServer } = await import("../../src/kube-controller-manager/health-server.js");
    const { systemClock } = await import("@engenho/core");
    const store = await createKubernetesStore({ kubeconfig });
    const metrics = async () => ({ contentType: "text/plain", body: "engenho_controller_ticks_total 1\n" });
    const { createServer } = await import("node:net");
    const port = await new Promise<number>((resolve) => {
      const probe = createServer().listen(0, "127.0.0.1", () => {
        const { port: free } = probe.address() as { port: number };
        probe.close(() => resolve(free));
      });
    });
    const health = await startHealthServer(
      { ...command.options, securePort: port },
      { store, clock: systemClock, metrics },
    );
    const address = health?.address ?? "";
    try {
      expect(await get(`${address}/healthz`)).toEqual({ code: 200, body: "ok" });
      expect((await get(`${address}/metrics`)).code).toBe(401);
      expect((await get(`${address}/metrics`, "wrong")).code).toBe(401);
      expect(await get(`${address}/metrics`, cluster.token)).toMatchObject({
        code: 200,
        body: expect.stringContaining("ticks_total"),
      });
      expect((await get(`${address}/secrets`, cluster.token)).code).toBe(404);
    } finally {
      await health?.close();
      await store.close();
    }
  }, 60_000);

  it.each<[string, (file: string) => string[], RegExp]>([
    [
      "a kubeconfig that is missing",
      (file) => [`--kubeconfig=${file}-none`],
      /^--kubeconfig: the kubeconfig .*-none: ENOENT/,
    ],
    ["none at all", () => [], /^--kubeconfig is missing: it is needed outside of a Pod/],
    [
      "a cluster that is not there",
      (file) => [`--kubeconfig=${file}-dead`],
      /^the cluster of --kubeconfig .* cannot be used: https:\/\/127\.0\.0\.1:1: connect ECONNREFUSED/,
    ],
    [
      "a wrong token",
      (file) => [`--kubeconfig=${file}-token`],
      /^the cluster of --kubeconfig .* cannot be used: Unauthorized$/,
    ],
    ["a certificate of somebody else", (file) => [`--kubeconfig=${file}-ca`], /certificate/],
    [
      "a missing CA file",
      (file) => [`--kubeconfig=${file}`, "--root-ca-file=/none"],
      /^cannot read \/none of --root-ca-file: ENOENT/,
    ],
  ])("%s is told in one sentence", async (_what, flags, sentence) => {
    const write = (suffix: string, server: string, user: object, more: object = {}) =>
      writeFile(
        `${kubeconfig}${suffix}`,
        JSON.stringify({
          "current-context": "x",
          clusters: [{ name: "x", cluster: { server, ...more } }],
          users: [{ name: "x", user }],
          contexts: [{ name: "x", context: { cluster: "x", user: "x" } }],
        }),
      );
    const data = Buffer.from(cluster.caCertificate).toString("base64");
    await write("-dead", "https://127.0.0.1:1", {});
    await write("-token", cluster.address, { token: "wrong" }, { "certificate-authority-data": data });
    await write("-ca", cluster.address, { token: cluster.token });
    const error = await start(...flags(kubeconfig)).catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ name: "UsageError", message: expect.stringMatching(sentence) });
    expect((error as Error).message).not.toContain("\n");
  });
});
