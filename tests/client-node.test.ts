import { AppsV1Api, CoreV1Api, KubeConfig, Watch } from "@kubernetes/client-node";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { ManagerProcess } from "./support/manager-process.js";

describe("@kubernetes/client-node through the written kubeconfig", () => {
  let manager: ManagerProcess;
  const config = new KubeConfig();

  beforeAll(async () => {
    manager = await ManagerProcess.ready();
    config.loadFromFile(manager.kubeconfig);
  });

  afterAll(async () => {
    await manager?.stop();
  });

  it("creates a Deployment, watches its pods being created, and lists them", async () => {
    const namespace = "default";
    const seen = new Map<string, string>();
    let wake = () => {};
    const watch = await new Watch(config).watch(
      `/api/v1/namespaces/${namespace}/pods`,
      { labelSelector: "app=web" },
      (_, pod) => {
        seen.set(pod.metadata.name, pod.status.phase);
        wake();
      },
      () => {},
    );
    const labels = { app: "web" };
    const deployment = await config.makeApiClient(AppsV1Api).createNamespacedDeployment({
      namespace,
      body: {
        metadata: { name: "web" },
        spec: {
          replicas: 3,
          selector: { matchLabels: labels },
          template: { metadata: { labels }, spec: { containers: [{ name: "web", image: "nginx" }] } },
        },
      },
    });
    expect(deployment.metadata?.uid).toMatch(/^[0-9a-f-]{36}$/);
    expect(deployment.metadata?.creationTimestamp).toBeInstanceOf(Date);
    while ([...seen.values()].filter((phase) => phase === "Running").length < 3) {
      await new Promise<void>((resolve) => {
        wake = resolve;
      });
    }
    watch.abort();
    const { items } = await config.makeApiClient(CoreV1Api).listNamespacedPod({ namespace, labelSelector: "app=web" });
    expect(items.map((pod) => pod.metadata?.name).sort()).toEqual([...seen.keys()].sort());
  });

  it("receives errors as Status objects", async () => {
    const error = await config
      .makeApiClient(CoreV1Api)
      .readNamespacedPod({ name: "missing", namespace: "default" })
      .catch((reason: unknown) => reason);
    expect(error).toMatchObject({ code: 404 });
    expect(JSON.parse((error as { body: string }).body)).toMatchObject({
      kind: "Status",
      reason: "NotFound",
      message: 'pods "missing" not found',
      details: { name: "missing", kind: "pods" },
    });
  });
});
