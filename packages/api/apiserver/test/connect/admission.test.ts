import { StoreError } from "@engenho/core";
import { type AdmissionPlugin, type AdmissionRequest, admissionForbidden, requestValue } from "@engenho/registry";
import { afterEach, describe, expect, it } from "vitest";
import { startServer, type TestServer } from "../support/test-server.js";

const pod = "/api/v1/namespaces/default/pods/web";

describe("admission of connections", () => {
  let server: TestServer;
  const seen: AdmissionRequest[] = [];
  afterEach(async () => {
    seen.length = 0;
    await server.close();
  });

  async function start(plugin: Partial<AdmissionPlugin> = {}): Promise<void> {
    const recording: AdmissionPlugin = {
      name: "Recording",
      handles: (operation) => operation === "CONNECT",
      validate: (request) => {
        seen.push(request);
      },
      ...plugin,
    };
    server = await startServer({ admission: [recording] });
  }

  it.each([
    [
      "exec?command=sh&command=-c&stdin=true&tty=1&stderr=false&container=c",
      { kind: "PodExecOptions", stdin: true, tty: true, container: "c", command: ["sh", "-c"] },
    ],
    ["attach?stdin=true", { kind: "PodAttachOptions", stdin: true, stdout: true }],
    ["portforward?ports=80&ports=81,82", { kind: "PodPortForwardOptions", ports: [80, 81, 82] }],
    ["portforward", { kind: "PodPortForwardOptions" }],
    ["proxy", { kind: "PodProxyOptions" }],
    ["proxy/a/b%20c/", { kind: "PodProxyOptions", path: "/a/b c/" }],
  ])("sees a CONNECT of %s with the options as its object", async (path, object) => {
    await start();
    await server.send("GET", `${pod}/${path}`);
    expect(seen).toMatchObject([{ operation: "CONNECT", namespace: "default", name: "web", dryRun: false }]);
    expect(seen[0]?.object).toEqual({ apiVersion: "v1", ...object });
    const [subresource] = path.split(/[/?]/);
    const { resource } = seen[0] as AdmissionRequest;
    expect(requestValue(seen[0] as AdmissionRequest, { kind: resource, resource })).toMatchObject({
      kind: { group: "", version: "v1", kind: object.kind },
      resource: { group: "", version: "v1", resource: "pods" },
      subResource: subresource,
      operation: "CONNECT",
      userInfo: { username: "tester" },
      options: null,
    });
  });

  it("sees those to services and nodes", async () => {
    await start();
    await server.send("POST", "/api/v1/namespaces/default/services/http:web:80/proxy/x");
    await server.send("GET", "/api/v1/nodes/n/proxy/healthz");
    expect(seen).toMatchObject([
      { name: "http:web:80", namespace: "default", object: { kind: "ServiceProxyOptions", path: "/x" } },
      { name: "n", namespace: "", object: { kind: "NodeProxyOptions", path: "/healthz" } },
    ]);
  });

  it("does not see the reading of a log", async () => {
    await start();
    await server.send("GET", `${pod}/log`);
    expect(seen).toEqual([]);
  });

  it("refuses before the pod is looked up", async () => {
    await start({
      validate: (request) => {
        throw admissionForbidden(request, { reason: "no shells" });
      },
    });
    const answer = await server.send("POST", `${pod}/exec?command=sh&stdout=true`);
    expect(answer).toMatchObject({ code: 403, json: { message: 'pods "web" is forbidden: no shells' } });
  });

  it("that fails refuses", async () => {
    await start({
      validate: () => {
        throw new StoreError("InternalError", "Internal error occurred: broken");
      },
    });
    expect((await server.send("GET", `${pod}/portforward?ports=80`)).code).toBe(500);
  });

  it("may change the options", async () => {
    await start({ mutate: ({ object }) => ({ ...object, command: ["ls"] }) as typeof object });
    await server.send("POST", `${pod}/exec?command=rm&stdout=true`);
    expect(seen[0]?.object).toMatchObject({ command: ["ls"] });
  });

  it("has no dry run", async () => {
    await start();
    const answer = await server.send("POST", `${pod}/exec?command=sh&stdout=true&dryRun=All`);
    expect(answer).toMatchObject({ code: 400, json: { message: "dryRun is not supported" } });
    expect(seen).toEqual([]);
  });

  it.each([
    ["PUT", "exec"],
    ["DELETE", "attach"],
    ["PATCH", "portforward"],
  ])("is not asked about a %s of %s, which is none", async (method, subresource) => {
    await start();
    expect((await server.send(method, `${pod}/${subresource}`)).code).toBe(405);
    expect(seen).toEqual([]);
  });
});
