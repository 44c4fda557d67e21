import type { KubernetesObject } from "@engenho/core";
import { seededRandom } from "@engenho/core/testing";
import { createMemoryStore } from "@engenho/store-memory";
import { afterEach, describe, expect, it } from "vitest";
import { resolveService } from "../src/client/resolve-service.js";
import { parseServiceAddress } from "../src/index.js";
import { configuration, type HookedServer, map, maps, startHooked } from "./support/hooked-server.js";

const metadata = { name: "hooks", namespace: "default" };
const service = (spec: object = {}) =>
  ({
    apiVersion: "v1",
    kind: "Service",
    metadata,
    spec: { ports: [{ port: 443, targetPort: 8443 }], ...spec },
  }) as KubernetesObject;
const endpoints = (ip: string, port: number) =>
  ({
    apiVersion: "v1",
    kind: "Endpoints",
    metadata,
    subsets: [{ addresses: [{ ip }], ports: [{ port }] }],
  }) as KubernetesObject;
const slice = (
  addresses: readonly (readonly [address: string, ready: boolean])[],
  ports: readonly object[],
  name = "hooks",
) =>
  ({
    apiVersion: "discovery.k8s.io/v1",
    kind: "EndpointSlice",
    metadata: { name: `${name}-1`, namespace: "default", labels: { "kubernetes.io/service-name": name } },
    addressType: "IPv4",
    ports,
    endpoints: addresses.map(([address, ready]) => ({ addresses: [address], conditions: { ready } })),
  }) as KubernetesObject;

describe("cases admission 5: a webhook's Service", () => {
  it.each<[string, readonly KubernetesObject[], object | string]>([
    ["that does not exist", [], 'service "hooks" not found'],
    ["without that port", [service({ ports: [{ port: 80 }] })], 'no service port 443 found for service "hooks"'],
    ["without endpoints", [service()], 'no endpoints available for service "hooks"'],
    ["without a cluster IP", [service({ clusterIP: "None" })], 'cannot route to service with ClusterIP "None"'],
    [
      "that is an external name",
      [service({ type: "ExternalName", externalName: "hooks.example.com", ports: [] })],
      { host: "hooks.example.com", port: 443 },
    ],
    ["leads to hand-written Endpoints", [service(), endpoints("10.1.2.3", 9443)], { host: "10.1.2.3", port: 9443 }],
    [
      "leads to a ready endpoint of its slices",
      [
        service(),
        slice(
          [
            ["10.1.2.3", false],
            ["10.1.2.4", true],
          ],
          [{ name: "", port: 8443 }],
        ),
      ],
      { host: "10.1.2.4", port: 8443 },
    ],
    [
      "leads to the port of the name",
      [
        service({
          ports: [
            { name: "web", port: 443 },
            { name: "x", port: 1 },
          ],
        }),
        slice(
          [["10.1.2.3", true]],
          [
            { name: "x", port: 1 },
            { name: "web", port: 9 },
          ],
        ),
      ],
      { host: "10.1.2.3", port: 9 },
    ],
    [
      "does not lead to the endpoints of another",
      [service(), slice([["10.1.2.3", true]], [{ name: "", port: 8443 }], "others")],
      'no endpoints available for service "hooks"',
    ],
  ])("%s", async (_title, objects, expected) => {
    const addresses = new Map<string, never>();
    let resolve: (() => Promise<unknown>) | undefined;
    const store = createMemoryStore({
      webhookClient(stored) {
        const resolving = { stored, serviceAddresses: addresses, random: seededRandom(1) };
        resolve = () => resolveService({ ...metadata, port: 443 }, resolving);
        return { post: () => Promise.reject(new Error("not called")) };
      },
    });
    for (const object of objects) await store.create(object);
    const resolved = resolve?.() ?? Promise.reject(new Error("no client"));
    if (typeof expected === "string") await expect(resolved).rejects.toThrow(expected);
    else expect(await resolved).toEqual(expected);
    await store.close();
  });

  it.each<[string, string, object]>([
    ["default/hooks=127.0.0.1:9443", "default/hooks", { host: "127.0.0.1", port: 9443 }],
    ["default/hooks:443=localhost:9443", "default/hooks:443", { host: "localhost", port: 9443 }],
    ["a/b=[::1]:1", "a/b", { host: "::1", port: 1 }],
  ])("may be given an address: %s", (text, name, address) => {
    expect(parseServiceAddress(text)).toEqual([name, address]);
  });

  it.each(["", "hooks=127.0.0.1:1", "a/b", "a/b=c", "a/b=c:0", "a/b=c:65536", "a/b=:1", "A/b=c:1"])(
    "%j is no address of a Service",
    (text) => expect(() => parseServiceAddress(text)).toThrow(RangeError),
  );
});

describe("cases admission 5: a webhook that is called by its Service", () => {
  let server: HookedServer;
  afterEach(() => server.close());

  it("is the server that the Service leads to, with a certificate for name.namespace.svc", async () => {
    server = await startHooked();
    const hook = await server.hook(() => ({}), { hosts: ["hooks.default.svc"] });
    const { port, caBundle } = hook;
    const reference = { name: "hooks", namespace: "default", path: "/check", port };
    await server.store.create(configuration("Validating", { clientConfig: { service: reference, caBundle } }));
    const send = () => server.send("POST", maps, { body: map("one") });
    const failure = `failed to call webhook: Post "https://hooks.default.svc:${port}/check?timeout=10s": `;
    expect((await send()).json).toMatchObject({
      message: expect.stringContaining(`${failure}service "hooks" not found`),
    });
    const { metadata: written } = await server.store.create(service({ ports: [{ port }] }));
    const none = 'no endpoints available for service "hooks"';
    expect((await send()).json).toMatchObject({ message: expect.stringContaining(`${failure}${none}`) });
    // Endpoints may not have loopback addresses; an external name may be one.
    await server.store.delete({ apiVersion: "v1", kind: "Service" }, written);
    await server.store.create(service({ type: "ExternalName", externalName: "localhost", ports: undefined }));
    expect((await send()).code).toBe(201);
    expect(hook.reviews[0]?.url).toBe("/check?timeout=10s");
  });

  it("is the server at the address that is set for the Service, which need not exist", async () => {
    const addresses = new Map<string, { host: string; port: number }>();
    server = await startHooked({ serviceAddresses: addresses });
    const hook = await server.hook(() => ({}), { hosts: ["hooks.default.svc"] });
    addresses.set("default/hooks", { host: "127.0.0.1", port: hook.port });
    const reference = { name: "hooks", namespace: "default" };
    await server.store.create(
      configuration("Validating", { clientConfig: { service: reference, caBundle: hook.caBundle } }),
    );
    expect((await server.send("POST", maps, { body: map("one") })).code).toBe(201);
    expect(hook.reviews[0]?.url).toBe("/?timeout=10s");
  });

  it("is refused with a certificate for another name", async () => {
    const addresses = new Map<string, { host: string; port: number }>();
    server = await startHooked({ serviceAddresses: addresses });
    const hook = await server.hook(() => ({}), { hosts: ["127.0.0.1", "other.default.svc"] });
    addresses.set("default/hooks:443", { host: "127.0.0.1", port: hook.port });
    const reference = { name: "hooks", namespace: "default" };
    await server.store.create(
      configuration("Validating", { clientConfig: { service: reference, caBundle: hook.caBundle } }),
    );
    expect((await server.send("POST", maps, { body: map("one") })).json).toMatchObject({
      message: expect.stringContaining("x509: certificate is valid for other.default.svc, not hooks.default.svc"),
    });
    expect(hook.reviews).toEqual([]);
  });
});
