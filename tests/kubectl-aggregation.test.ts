import type { IncomingMessage, ServerResponse } from "node:http";
import { createServer, type Server } from "node:https";
import type { AddressInfo } from "node:net";
import type { TLSSocket } from "node:tls";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createServingCertificate } from "../apps/manager/src/certificates/serving-certificate.js";
import { hasKubectl, Kubectl } from "./support/kubectl.js";
import { useManagerInProcess } from "./support/use-manager-in-process.js";

const group = "wardle.example.com";
const apiVersion = `${group}/v1alpha1`;
const root = `/apis/${apiVersion}`;
const flunder = (name: string) => ({ apiVersion, kind: "Flunder", metadata: { name, namespace: "default" } });

const flunderSchema = {
  type: "object",
  description: "A Flunder is a flunder.",
  properties: { spec: { type: "object", description: "What it wants." } },
  "x-kubernetes-group-version-kind": [{ group, version: "v1alpha1", kind: "Flunder" }],
};
const operation = (schema: object) => ({
  get: {
    "x-kubernetes-action": "get",
    "x-kubernetes-group-version-kind": { group, version: "v1alpha1", kind: "Flunder" },
    responses: { 200: { description: "OK", ...schema } },
  },
});
const flunderPath = `${root}/namespaces/{namespace}/flunders/{name}`;
const document2 = {
  swagger: "2.0",
  paths: { [flunderPath]: operation({ schema: { $ref: "#/definitions/wardle.Flunder" } }) },
  definitions: { "wardle.Flunder": flunderSchema },
};
const document3 = {
  openapi: "3.0.0",
  paths: {
    [flunderPath]: operation({
      content: { "application/json": { schema: { $ref: "#/components/schemas/wardle.Flunder" } } },
    }),
  },
  components: { schemas: { "wardle.Flunder": flunderSchema } },
};

/** An API server with one resource, as k8s.io/sample-apiserver has it. */
class Extension {
  readonly seen: IncomingMessage[] = [];
  readonly certificates: string[] = [];
  readonly caBundle: string;
  server: Server;

  constructor() {
    const issued = createServingCertificate({ hosts: ["wardle.default.svc"], nowMs: Date.now() });
    this.caBundle = Buffer.from(issued.caCertificate).toString("base64");
    const tls = { key: issued.privateKey, cert: issued.certificate, requestCert: true, rejectUnauthorized: false };
    this.server = createServer(tls, (request, response) => this.#serve(request, response));
    this.server.on("upgrade", (_request, socket) => {
      socket.write("HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: echo\r\n\r\n");
      socket.pipe(socket);
    });
  }

  #serve(request: IncomingMessage, response: ServerResponse): void {
    const { url = "" } = request;
    this.seen.push(request);
    this.certificates.push(String((request.socket as TLSSocket).getPeerCertificate().subject?.CN));
    const answer = (value: object, code = 200) => {
      response.writeHead(code, { "content-type": "application/json" });
      response.end(JSON.stringify(value));
    };
    const path = url.replace(/\?.*/, "");
    if (path === "/openapi/v3") {
      answer({ paths: { [`apis/${apiVersion}`]: { serverRelativeURL: `/openapi/v3/apis/${apiVersion}?hash=1` } } });
    } else if (path === `/openapi/v3/apis/${apiVersion}`) answer(document3);
    else if (path === "/openapi/v2") answer(document2);
    else if (path === root) {
      const verbs = ["create", "get", "list"];
      const resources = [
        { name: "flunders", singularName: "flunder", namespaced: true, kind: "Flunder", verbs, shortNames: ["fl"] },
      ];
      answer({ kind: "APIResourceList", apiVersion: "v1", groupVersion: apiVersion, resources });
    } else if (path === `${root}/namespaces/default/flunders`) {
      if (request.method === "POST") answer(flunder("created"), 201);
      else answer({ kind: "FlunderList", apiVersion, metadata: {}, items: [flunder("one"), flunder("two")] });
    } else if (path === `${root}/namespaces/default/flunders/one`) answer(flunder("one"));
    else
      answer(
        { kind: "Status", apiVersion: "v1", status: "Failure", reason: "NotFound", code: 404, message: "no" },
        404,
      );
  }
}

const apiService = (caBundle: string, port: number) => ({
  apiVersion: "apiregistration.k8s.io/v1",
  kind: "APIService",
  metadata: { name: `v1alpha1.${group}` },
  spec: {
    group,
    version: "v1alpha1",
    groupPriorityMinimum: 1000,
    versionPriority: 15,
    caBundle,
    service: { namespace: "default", name: "wardle", port },
  },
});

/** A Service without endpoints, or one of a name that leads to this machine: endpoints may have no loopback addresses. */
const service = (port: number, spec: object = {}) => ({
  apiVersion: "v1",
  kind: "Service",
  metadata: { name: "wardle" },
  spec: { ports: [{ port }], ...spec },
});
const onThisMachine = { type: "ExternalName", externalName: "localhost" };

describe.skipIf(!hasKubectl())("kubectl works with a remote APIService", () => {
  const extension = new Extension();
  let port = 0;
  let kubectl: Kubectl;
  const available = (reason: string) =>
    kubectl.run(
      `wait --for=jsonpath={.status.conditions[0].reason}=${reason} apiservice/v1alpha1.${group} --timeout=60s`,
    );

  beforeAll(async () => {
    await new Promise<void>((resolve) => extension.server.listen(0, "127.0.0.1", resolve));
    ({ port } = extension.server.address() as AddressInfo);
  });
  useManagerInProcess({ nodes: 0 }, ({ kubeconfig }) => {
    kubectl = new Kubectl(kubeconfig, "default");
  });
  afterAll(() => {
    extension.server.closeAllConnections();
    extension.server.close();
  });

  it("which is unavailable until its Service leads somewhere", async () => {
    await kubectl.run("apply -f -", JSON.stringify(apiService(extension.caBundle, port)));
    await available("ServiceNotFound");
    expect(await kubectl.fail(`get --raw ${root}`)).toContain("the server is currently unable to handle the request");
    await kubectl.run("apply -f -", JSON.stringify(service(1)));
    await available("ServicePortError");
    await kubectl.run("delete service wardle");
    await kubectl.run("apply -f -", JSON.stringify(service(port)));
    await available("EndpointsNotFound");
    await kubectl.run("delete service wardle");
    await kubectl.run("apply -f -", JSON.stringify(service(port, onThisMachine)));
    await available("Passed");
    expect(await kubectl.run(`get apiservice v1alpha1.${group}`)).toMatch(/default\/wardle\s+True/);
  });

  it("whose resources are in discovery, and can be read and written", async () => {
    expect(await kubectl.run("api-resources")).toMatch(
      /flunders\s+fl\s+wardle\.example\.com\/v1alpha1\s+true\s+Flunder/,
    );
    expect(await kubectl.run("get fl -o name")).toBe(`flunder.${group}/one\nflunder.${group}/two\n`);
    expect(await kubectl.run("get flunder one -o jsonpath={.metadata.name}")).toBe("one");
    const groups = JSON.parse(await kubectl.run(`get --raw /apis/${group}`));
    expect(groups).toMatchObject({ name: group, preferredVersion: { groupVersion: apiVersion } });
    const created = await kubectl.run(
      `create --raw ${root}/namespaces/default/flunders -f -`,
      JSON.stringify(flunder("x")),
    );
    expect(JSON.parse(created).metadata.name).toBe("created");
  });

  it("which receives the user in headers, with a client certificate, and no credentials", async () => {
    extension.seen.length = 0;
    await kubectl.run("get flunder one --as=jane --as-group=system:masters --as-group=devs");
    const request = extension.seen.find(({ url = "" }) => url.endsWith("/flunders/one"));
    expect(request?.headers).toMatchObject({ "x-remote-user": "jane" });
    expect(request?.headersDistinct["x-remote-group"]).toEqual(["system:masters", "devs", "system:authenticated"]);
    expect(request?.headers.authorization).toBeUndefined();
    expect(Object.keys(request?.headers ?? {}).filter((name) => name.startsWith("impersonate"))).toEqual([]);
    expect(new Set(extension.certificates)).toEqual(new Set(["front-proxy-client"]));
    const configMap = await kubectl.run("get configmap -n kube-system extension-apiserver-authentication -o json");
    expect(JSON.parse(configMap).data).toMatchObject({
      "client-ca-file": expect.stringMatching(/^-----BEGIN CERTIFICATE/),
      "requestheader-allowed-names": '["front-proxy-client"]',
      "requestheader-client-ca-file": expect.stringContaining("BEGIN CERTIFICATE"),
      "requestheader-username-headers": '["X-Remote-User"]',
    });
  });

  it("whose OpenAPI documents are merged into those of the API server", async () => {
    // They are fetched in the background.
    for (let attempt = 0; ; attempt++) {
      const { paths } = JSON.parse(await kubectl.run("get --raw /openapi/v3"));
      if (paths[`apis/${apiVersion}`]?.serverRelativeURL === `/openapi/v3/apis/${apiVersion}?hash=1`) break;
      if (attempt === 100) throw new Error("its documents are not listed");
    }
    expect(await kubectl.run("explain flunder.spec")).toContain("What it wants.");
    const { paths, definitions } = JSON.parse(await kubectl.run("get --raw /openapi/v2"));
    expect(Object.keys(paths)).toContain(flunderPath);
    expect(definitions["wardle.Flunder"]).toEqual(flunderSchema);
    expect(definitions).toHaveProperty(["io.k8s.api.core.v1.Pod"]);
  });

  it("which unauthorized users cannot reach", async () => {
    extension.seen.length = 0;
    expect(await kubectl.fail("get flunder one --as=jane")).toContain(
      'User "jane" cannot get resource "flunders" in API group "wardle.example.com" in the namespace "default"',
    );
    expect(extension.seen).toEqual([]);
  });

  it("whose certificate is verified", async () => {
    const other = new Extension();
    await kubectl.run("apply -f -", JSON.stringify(apiService(other.caBundle, port)));
    await available("FailedDiscoveryCheck");
    extension.seen.length = 0;
    expect(await kubectl.fail(`get --raw ${root}`)).toContain("currently unable to handle the request");
    expect(extension.seen).toEqual([]);
    await kubectl.run("apply -f -", JSON.stringify(apiService(extension.caBundle, port)));
    await available("Passed");
  });

  it("whose death discovery survives, with what was known last", async () => {
    await kubectl.run("delete service wardle");
    await available("ServiceNotFound");
    expect(await kubectl.run("api-resources")).toMatch(/configmaps\s+cm/);
    expect(await kubectl.run("get configmaps -o name")).toContain("configmap/");
    expect(await kubectl.fail("get --raw /apis/wardle.example.com/v1alpha1/namespaces/default/flunders")).toContain(
      "currently unable to handle the request",
    );
    await kubectl.run(`delete apiservice v1alpha1.${group}`);
    expect(await kubectl.fail(`get --raw /apis/${group}`)).toContain("could not find the requested resource");
  });
});

const measured = {
  apiVersion: "v1",
  kind: "Pod",
  metadata: {
    name: "measured",
    labels: { app: "measured" },
    annotations: { "engenho.dev/usage": '{"a": {"cpu": "250m"}, "*": {"memory": "1Mi"}}' },
  },
  spec: {
    containers: [
      { name: "a", image: "i", resources: { requests: { cpu: "100m", memory: "64Mi" } } },
      { name: "b", image: "i", resources: { requests: { cpu: "50m" } } },
    ],
  },
};

describe.skipIf(!hasKubectl())("kubectl top", () => {
  let kubectl: Kubectl;
  useManagerInProcess({ nodes: 1, metricsApi: true }, ({ kubeconfig }) => {
    kubectl = new Kubectl(kubeconfig, "default");
  });

  it("shows what pods request, or what their annotations say that they use", async () => {
    await kubectl.run("apply -f -", JSON.stringify(measured));
    await kubectl.run("wait --for=condition=Ready pod/measured --timeout=30s");
    await kubectl.run(
      "wait --for=jsonpath={.status.conditions[0].reason}=Local apiservice/v1beta1.metrics.k8s.io --timeout=30s",
    );
    expect(await kubectl.run("top pods --containers --no-headers")).toMatch(
      /measured\s+a\s+250m\s+64Mi\s*\nmeasured\s+b\s+50m\s+1Mi/,
    );
    expect(await kubectl.run("top pod measured --no-headers")).toMatch(/measured\s+300m\s+65Mi/);
    expect(await kubectl.run("top nodes --no-headers")).toMatch(/hollow-node-0\s+300m\s+0%\s+65Mi\s+0%/);
    expect(await kubectl.run("api-resources --api-group=metrics.k8s.io -o name")).toBe(
      "nodes.metrics.k8s.io\npods.metrics.k8s.io\n",
    );
    expect(await kubectl.fail("top pod none")).toContain('pods "none" not found');
    expect(await kubectl.run("top pods -l app=measured --sum --no-headers")).toMatch(
      /^measured\s+300m\s+65Mi\s+_+\s+_+\s+300m\s+65Mi\s*$/,
    );
    expect(await kubectl.run("top pods --field-selector=metadata.name!=measured")).toBe("");
  });
});
