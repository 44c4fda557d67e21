import type { RemoteRequest } from "@engenho/apiserver";
import type { KubernetesObject } from "@engenho/core";
import { FakeClock } from "@engenho/core/testing";
import { createMemoryStore } from "@engenho/store-memory";
import { beforeAll, describe, expect, it } from "vitest";
import { metricsService } from "../../src/metrics-api/metrics-api.js";

describe("metrics.k8s.io", () => {
  const clock = new FakeClock();
  const store = createMemoryStore({ clock });
  const service = metricsService({ store, clock });

  beforeAll(async () => {
    const create = (object: object) => store.create(object as unknown as KubernetesObject);
    await create({ apiVersion: "v1", kind: "Node", metadata: { name: "n1", labels: { zone: "a" } } });
    await create({ apiVersion: "v1", kind: "Node", metadata: { name: "n2" } });
    for (const [namespace, name, phase, app] of [
      ["default", "a", "Running", "web"],
      ["default", "b", "Running", "db"],
      ["default", "c", "Pending", "web"],
      ["other", "a", "Running", "web"],
    ] as const) {
      const requests = { cpu: "100m", memory: "64Mi" };
      const pod = await store.create({
        apiVersion: "v1",
        kind: "Pod",
        metadata: { name, namespace, labels: { app } },
        spec: { nodeName: "n1", containers: [{ name: "c", image: "i", resources: { requests } }] },
      } as KubernetesObject);
      await store.update({ ...pod, status: { phase } } as typeof pod, { subresource: "status" });
    }
  });

  async function read(path: string, method = "GET", headers: RemoteRequest["headers"] = {}) {
    const request = { method, path: `/apis/metrics.k8s.io/v1beta1${path}`, headers };
    const answered = await service.send?.(request as RemoteRequest);
    const { response } = answered as NonNullable<typeof answered>;
    let body = "";
    for await (const chunk of response) body += String(chunk);
    return {
      code: response.statusCode,
      json: JSON.parse(body) as { items?: readonly KubernetesObject[]; message?: string },
    };
  }
  const names = async (path: string) =>
    (await read(path)).json.items?.map(({ metadata }) => `${metadata.namespace ?? ""}/${metadata.name}`);

  it.each<[string, readonly string[]]>([
    ["/pods", ["default/a", "default/b", "other/a"]],
    ["/namespaces/default/pods", ["default/a", "default/b"]],
    ["/pods?labelSelector=app%3Dweb", ["default/a", "other/a"]],
    ["/pods?fieldSelector=metadata.name%3Da", ["default/a", "other/a"]],
    ["/pods?fieldSelector=metadata.name%3Da,metadata.namespace!%3Dother", ["default/a"]],
    ["/namespaces/default/pods?fieldSelector=metadata.name%3Db&labelSelector=app%3Dweb", []],
    ["/pods?watch=false", ["default/a", "default/b", "other/a"]],
    ["/nodes", ["/n1", "/n2"]],
    ["/nodes?labelSelector=zone", ["/n1"]],
    ["/nodes?fieldSelector=metadata.name!%3Dn1", ["/n2"]],
  ])("lists what metrics-server lists: %s", async (path, expected) => {
    expect(await names(path)).toEqual(expected);
  });

  it.each<[string, number, string]>([
    ["/pods?watch=true", 405, 'watch is not supported on resources of kind "pods.metrics.k8s.io"'],
    ["/nodes?watch=1", 405, 'watch is not supported on resources of kind "nodes.metrics.k8s.io"'],
    [
      "/pods?fieldSelector=spec.nodeName%3Dn1",
      400,
      '"spec.nodeName" is not a known field selector: only "metadata.name", "metadata.namespace"',
    ],
    ["/pods?fieldSelector=x", 400, "invalid selector: 'x'; can't understand 'x'"],
    ["/namespaces/default/pods/gone", 404, 'pods "gone" not found'],
    ["/namespaces/default/pods/c", 404, 'pods.metrics.k8s.io "default/c" not found'],
    ["/nodes/gone", 404, 'node "gone" not found'],
    ["/pods/a", 404, "the server could not find the requested resource"],
    ["/namespaces/default/nodes", 404, "the server could not find the requested resource"],
    ["/watch/pods", 404, "the server could not find the requested resource"],
  ])("refuses what metrics-server refuses: %s with %i", async (path, code, message) => {
    expect(await read(path)).toMatchObject({ code, json: { kind: "Status", code, message } });
  });

  it("adds up what the pods of a node use, and refuses writes", async () => {
    expect((await read("/nodes/n1")).json).toMatchObject({
      kind: "NodeMetrics",
      usage: { cpu: "300m", memory: "192Mi" },
    });
    expect((await read("/pods", "POST")).code).toBe(405);
  });

  it("answers with the Tables of metrics-server", async () => {
    const table = "application/json;as=Table;v=v1;g=meta.k8s.io,application/json";
    const tableAt = async (path: string, accept = table) =>
      // The server passes the values of a header one by one.
      (await read(path, "GET", { accept: [accept] as unknown as string })).json as unknown as {
        kind: string;
        columnDefinitions: readonly { name: string }[] | null;
        rows: readonly { cells: readonly unknown[]; object?: { kind: string } }[];
      };
    const { columnDefinitions, rows } = await tableAt("/nodes");
    expect(columnDefinitions?.map(({ name }) => name)).toEqual(["Name", "cpu", "memory", "Window"]);
    expect(rows.map(({ cells }) => cells)).toEqual([
      ["n1", "300m", "192Mi", "30s"],
      ["n2", "0", "0", "30s"],
    ]);
    expect(rows[0]?.object?.kind).toBe("PartialObjectMetadata");
    const one = await tableAt("/namespaces/default/pods/a?includeObject=Object");
    expect(one.rows).toMatchObject([{ cells: ["a", "100m", "64Mi", "30s"], object: { kind: "PodMetrics" } }]);
    expect(await tableAt("/nodes?labelSelector=none")).toMatchObject({ columnDefinitions: null, rows: [] });
    expect((await tableAt("/nodes", `application/json,${table}`)).kind).toBe("NodeMetricsList");
  });
});
