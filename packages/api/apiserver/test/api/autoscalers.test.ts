import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startServer, type TestServer } from "../support/test-server.js";

const target = { apiVersion: "apps/v1", kind: "Deployment", name: "web" };
const cpu = (averageUtilization: number) => ({
  type: "Resource",
  resource: { name: "cpu", target: { type: "Utilization", averageUtilization } },
});
const prefix = "autoscaling.alpha.kubernetes.io";

interface Autoscaler {
  readonly apiVersion: string;
  readonly metadata: { readonly annotations?: Readonly<Record<string, string>>; readonly resourceVersion: string };
  readonly spec: Readonly<Record<string, unknown>>;
  readonly status: Readonly<Record<string, unknown>>;
}

describe("HorizontalPodAutoscaler of autoscaling/v1 and v2", () => {
  let server: TestServer;
  beforeAll(async () => {
    server = await startServer();
  });
  afterAll(() => server.close());

  const path = (version: string, name = "") =>
    `/apis/autoscaling/${version}/namespaces/default/horizontalpodautoscalers${name}`;
  const read = async (version: string, name: string) =>
    (await server.send("GET", path(version, `/${name}`))).json as Autoscaler;
  const create = async (version: string, name: string, spec: object, annotations = {}) => {
    const body = {
      apiVersion: `autoscaling/${version}`,
      kind: "HorizontalPodAutoscaler",
      metadata: { name, annotations },
      spec: { scaleTargetRef: target, maxReplicas: 5, ...spec },
    };
    const answer = await server.send("POST", path(version), { body });
    expect(answer.json).toMatchObject({ kind: "HorizontalPodAutoscaler" });
    return answer.json as Autoscaler;
  };

  it("is read in both versions, whichever it was written in", async () => {
    const written = await create("v1", "cpu", { targetCPUUtilizationPercentage: 50 });
    expect(written).toMatchObject({
      apiVersion: "autoscaling/v1",
      spec: { scaleTargetRef: target, minReplicas: 1, maxReplicas: 5, targetCPUUtilizationPercentage: 50 },
      status: { currentReplicas: 0 },
    });
    expect(await read("v2", "cpu")).toMatchObject({
      apiVersion: "autoscaling/v2",
      spec: { scaleTargetRef: target, minReplicas: 1, maxReplicas: 5, metrics: [cpu(50)] },
      status: { currentMetrics: null },
    });
  });

  it.each(["v1", "v2"])("is watched in %s, whichever version it was written in", async (version) => {
    const watch = await server.watch(`${path(version)}?watch=true&fieldSelector=metadata.name=watched-${version}`);
    await create(version === "v1" ? "v2" : "v1", `watched-${version}`, {});
    expect((await watch.next())?.object).toMatchObject({ apiVersion: `autoscaling/${version}` });
    watch.close();
  });

  it("has a target of 80 % of the CPU if none is given, in either version", async () => {
    expect((await create("v1", "default-1", {})).spec).toMatchObject({ targetCPUUtilizationPercentage: 80 });
    expect((await create("v2", "default-2", {})).spec).toMatchObject({ metrics: [cpu(80)] });
  });

  it("holds in annotations what v1 has no fields for, and reads it from them", async () => {
    const memory = {
      type: "Resource",
      resource: { name: "memory", target: { type: "AverageValue", averageValue: "1Gi" } },
    };
    const behavior = { scaleDown: { stabilizationWindowSeconds: 60 } };
    await create("v2", "rich", { metrics: [cpu(50), memory], behavior }, { mine: "kept" });
    const rich = await read("v1", "rich");
    expect(rich.spec).toMatchObject({ targetCPUUtilizationPercentage: 50 });
    const { mine, ...others } = rich.metadata.annotations ?? {};
    expect(mine).toBe("kept");
    expect(Object.keys(others).sort()).toEqual([`${prefix}/behavior`, `${prefix}/metrics`]);
    expect(JSON.parse(others[`${prefix}/metrics`] ?? "")).toEqual([
      { type: "Resource", resource: { name: "memory", targetAverageValue: "1Gi" } },
    ]);
    const changed = { ...rich, spec: { ...rich.spec, maxReplicas: 7 } };
    expect((await server.send("PUT", path("v1", "/rich"), { body: changed })).code).toBe(200);
    const { metadata, spec } = await read("v2", "rich");
    expect(metadata.annotations).toEqual({ mine: "kept" });
    expect(spec).toMatchObject({
      maxReplicas: 7,
      metrics: [memory, cpu(50)],
      behavior: { scaleDown: { stabilizationWindowSeconds: 60 } },
    });
  });

  it("validates what v1 says by v2's rules", async () => {
    const body = {
      apiVersion: "autoscaling/v1",
      kind: "HorizontalPodAutoscaler",
      metadata: { name: "bad" },
      spec: { scaleTargetRef: target, maxReplicas: 0 },
    };
    const answer = await server.send("POST", path("v1"), { body });
    expect(answer.code).toBe(422);
    expect(answer.json).toMatchObject({
      details: { causes: [{ field: "spec.maxReplicas" }, { field: "spec.maxReplicas" }] },
    });
  });

  it("prints the same columns in both versions", async () => {
    const accept = "application/json;as=Table;v=v1;g=meta.k8s.io";
    const cells = async (version: string) => {
      const { json } = await server.send("GET", path(version, "/cpu"), { headers: { accept } });
      return (json as { rows: { cells: unknown[] }[] }).rows[0]?.cells;
    };
    expect((await cells("v1"))?.slice(0, 6)).toEqual(["cpu", "Deployment/web", "cpu: <unknown>/50%", "1", 5, 0]);
    expect(await cells("v1")).toEqual(await cells("v2"));
  });
});
