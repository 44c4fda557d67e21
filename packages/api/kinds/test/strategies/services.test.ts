import { type KubernetesObject, type Service, type Stored, StoreError } from "@engenho/core";
import { describe, expect, it } from "vitest";
import { openRegistry } from "../../../registry/test/support/open-registry.js";

type Spec = NonNullable<Service["spec"]>;

const ports: Spec["ports"] = [{ port: 80 }];

function open() {
  const { store } = openRegistry({ services: { clusterIpRanges: ["10.0.0.0/24"] } });
  const create = (name: string, spec: object = { ports }) =>
    store.create<Service>({ apiVersion: "v1", kind: "Service", metadata: { name, namespace: "ns" }, spec } as Service);
  const put = (current: Stored<Service>, spec: object) => store.update({ ...current, spec } as Stored<Service>);
  return { store, create, put };
}

/** The fields and messages of an error. */
async function causesOf(refused: Promise<KubernetesObject>): Promise<string[]> {
  const error = await refused.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (!(error instanceof StoreError)) throw new Error(`not refused: ${error}`);
  expect(error.code).toBe("Invalid");
  return (error.details?.causes ?? []).map(({ field, message }) => `${field}: ${message}`);
}

describe("Services", () => {
  it.each(["1web", "Web", "web.prod", "w".repeat(64)])("AP-60: cannot be named %s", async (name) => {
    expect((await causesOf(open().create(name)))[0]).toMatch(/^metadata\.name: Invalid value/);
  });

  it("AP-60: may have a name of 63 characters", async () => {
    await expect(open().create("w".repeat(63))).resolves.toMatchObject({ kind: "Service" });
  });

  it.each([
    ["no ports", {}, ["spec.ports: Required value"]],
    [
      "two ports without names",
      { ports: [{ port: 80 }, { port: 81 }] },
      ["spec.ports[0].name: Required value", "spec.ports[1].name: Required value"],
    ],
    [
      "two ports of one name",
      {
        ports: [
          { name: "a", port: 80 },
          { name: "a", port: 81 },
        ],
      },
      ['spec.ports[1].name: Duplicate value: "a"'],
    ],
  ])("AP-60: refuses %s", async (_, spec, causes) => {
    expect(await causesOf(open().create("web", spec))).toEqual(causes);
  });

  it("AP-60: refuses a duplicate port number for one protocol, and accepts it for two", async () => {
    const { create } = open();
    const twice = (protocol: string) => ({
      ports: [
        { name: "a", port: 80 },
        { name: "b", port: 80, protocol },
      ],
    });
    expect((await causesOf(create("web", twice("TCP"))))[0]).toMatch(/^spec\.ports\[1\]: Duplicate value/);
    await expect(create("web", twice("UDP"))).resolves.toBeDefined();
  });

  it("AP-60: needs no ports when it is headless or ExternalName", async () => {
    const { create } = open();
    await expect(create("headless", { clusterIP: "None" })).resolves.toBeDefined();
    await expect(create("external", { type: "ExternalName", externalName: "example.com" })).resolves.toBeDefined();
  });

  it("AP-61: gets addresses of the upper band until that is full, then of the lower one", async () => {
    const { create } = open();
    const hosts: number[] = [];
    for (let count = 0; count < 254; count++) {
      const { spec } = await create(`web-${count}`);
      expect(spec?.clusterIPs).toEqual([spec?.clusterIP]);
      hosts.push(Number(/^10\.0\.0\.(\d+)$/.exec(spec?.clusterIP ?? "")?.[1]));
    }
    expect(new Set(hosts).size).toBe(254);
    expect(Math.min(...hosts.slice(0, 238)), "16 of 256 are the low band").toBe(17);
    expect(Math.max(...hosts.slice(238))).toBe(16);
    const message = "failed to allocate a serviceIP: range is full";
    await expect(create("too-many")).rejects.toMatchObject({
      code: "InternalError",
      message: `Internal error occurred: ${message}`,
      details: { causes: [{ message }] },
    });
  });

  it.each([
    [{ type: "NodePort", ports: [{ port: 80 }, { port: 81 }, { port: 82 }] }, "a nodePort"],
    [
      { type: "LoadBalancer", externalTrafficPolicy: "Local", ports: [{ port: 80 }, { port: 81 }] },
      "a HealthCheck NodePort 0",
    ],
  ])("AP-62: %j needs more node ports than there are: an internal error, as upstream", async (spec, what) => {
    const { store } = openRegistry({ services: { nodePortRange: { first: 30000, last: 30001 } } });
    const service = { apiVersion: "v1", kind: "Service", metadata: { name: "web", namespace: "ns" }, spec } as Service;
    const message = `failed to allocate ${what}: range is full`;
    await expect(store.create(service)).rejects.toMatchObject({
      code: "InternalError",
      message: `Internal error occurred: ${message}`,
      details: { causes: [{ message }] },
    });
  });

  it("AP-61: gets the requested address, if it is free and in the range", async () => {
    const { create } = open();
    expect((await create("web", { ports, clusterIP: "10.0.0.7" })).spec?.clusterIPs).toEqual(["10.0.0.7"]);
    expect((await causesOf(create("other", { ports, clusterIP: "10.0.0.7" })))[0]).toContain(
      "provided IP is already allocated",
    );
    expect((await causesOf(create("other", { ports, clusterIP: "10.1.0.7" })))[0]).toMatch(
      /^spec\.clusterIPs: Invalid value/,
    );
  });

  it("AP-61: keeps its address, unless it is or was ExternalName", async () => {
    const { create, put } = open();
    const web = await create("web", { ports, clusterIP: "10.0.0.7" });
    const other = { ...web.spec, clusterIP: "10.0.0.8", clusterIPs: ["10.0.0.8"] };
    expect(await causesOf(put(web, other))).toEqual([
      'spec.clusterIPs[0]: Invalid value: ["10.0.0.8"]: may not change once set',
    ]);
    const external = await put(web, { ...web.spec, type: "ExternalName", externalName: "example.com" });
    expect((await put(external, { type: "ClusterIP", ports, clusterIP: "10.0.0.8" })).spec?.clusterIP).toBe("10.0.0.8");
  });

  it("AP-62: NodePort and LoadBalancer have node ports of the range, ClusterIP has none", async () => {
    const { create } = open();
    for (const type of ["NodePort", "LoadBalancer"]) {
      const { spec } = await create(type.toLowerCase(), { type, ports });
      expect(spec?.ports?.[0]?.nodePort).toBeGreaterThanOrEqual(30000);
      expect(spec?.ports?.[0]?.nodePort).toBeLessThanOrEqual(32767);
    }
    expect((await create("web")).spec?.ports?.[0]?.nodePort).toBeUndefined();
  });

  it("AP-62: a node port belongs to one Service, whose protocols may share it", async () => {
    const { create } = open();
    const shared = [
      { name: "tcp", port: 53, nodePort: 30053 },
      { name: "udp", port: 53, protocol: "UDP", nodePort: 30053 },
    ];
    await create("dns", { type: "NodePort", ports: shared });
    const taken = { type: "NodePort", ports: [{ port: 80, nodePort: 30053 }] };
    expect((await causesOf(create("web", taken)))[0]).toBe(
      "spec.ports[0].nodePort: Invalid value: 30053: provided port is already allocated",
    );
    const outside = { type: "NodePort", ports: [{ port: 80, nodePort: 80 }] };
    expect((await causesOf(create("web", outside)))[0]).toContain("30000-32767");
  });

  it("AP-63: a PUT that omits allocated values keeps them", async () => {
    const { create, put } = open();
    const web = await create("web", { type: "NodePort", ports });
    const kept = await put(web, { type: "NodePort", ports, selector: { app: "web" } });
    expect(kept.spec?.clusterIPs).toEqual(web.spec?.clusterIPs);
    expect(kept.spec?.ports).toEqual(web.spec?.ports);
  });

  it("AP-63: as ExternalName it has neither address nor node ports, which are released", async () => {
    const { create, put } = open();
    const asked = { type: "NodePort", ports: [{ port: 80, nodePort: 30080 }], clusterIP: "10.0.0.7" };
    const web = await create("web", asked);
    const { spec } = await put(web, { ...web.spec, type: "ExternalName", externalName: "example.com" });
    for (const field of ["clusterIP", "clusterIPs", "ipFamilies", "ipFamilyPolicy"])
      expect(spec).not.toHaveProperty(field);
    expect(spec?.ports?.[0]?.nodePort).toBeUndefined();
    await expect(create("heir", asked)).resolves.toMatchObject({ spec: { clusterIP: "10.0.0.7" } });
  });

  it("AP-63: its node port is allocated and released with the type", async () => {
    const { create, put } = open();
    const web = await create("web");
    const open30080 = { ...web.spec, type: "NodePort", ports: [{ port: 80, nodePort: 30080 }] };
    const exposed = await put(web, open30080);
    expect(exposed.spec?.ports?.[0]?.nodePort).toBe(30080);
    const closed = await put(exposed, { ...exposed.spec, type: "ClusterIP" });
    expect(closed.spec?.ports?.[0]?.nodePort).toBeUndefined();
    await expect(create("heir", { type: "NodePort", ports: [{ port: 80, nodePort: 30080 }] })).resolves.toBeDefined();
  });

  it.each(["NodePort", "LoadBalancer"])("AP-63: as %s it must not be headless", async (type) => {
    const causes = await causesOf(open().create("web", { type, ports, clusterIP: "None" }));
    expect(causes).toContain(
      `spec.clusterIPs[0]: Invalid value: "None": may not be set to 'None' for ${type} services`,
    );
  });

  it("AP-65: an empty selector is stored as absent", async () => {
    expect((await open().create("web", { ports, selector: {} })).spec).not.toHaveProperty("selector");
  });
});
