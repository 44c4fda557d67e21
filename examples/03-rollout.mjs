// A rollout: Deployments, ReplicaSets and hollow nodes together, in one process and without HTTP.
import { deployments } from "@engenho/core";
import { createControlPlane } from "@engenho/manager";
import { until } from "./world.mjs";

const controlPlane = createControlPlane({ controllers: ["deployment", "replicaset"], nodes: 3 });
await controlPlane.start();
const { store } = controlPlane;

const web = { namespace: "default", name: "web" };
const labels = { app: "web" };
await store.create({
  apiVersion: "apps/v1",
  kind: "Deployment",
  metadata: web,
  spec: {
    replicas: 10,
    selector: { matchLabels: labels },
    template: { metadata: { labels }, spec: { containers: [{ name: "web", image: "nginx:1" }] } },
  },
});

const complete = async () => {
  const { metadata, spec, status } = await store.get(deployments, web);
  const counts = [status?.replicas, status?.updatedReplicas, status?.availableReplicas];
  return status?.observedGeneration === metadata.generation && counts.every((count) => count === spec.replicas);
};
await until(store, complete);
console.log(
  "revision",
  (await store.get(deployments, web)).metadata.annotations["deployment.kubernetes.io/revision"],
  "is complete",
);

let least = 10;
const watch = store.watch();
const watching = (async () => {
  for await (const { events = [] } of watch) {
    for (const { object } of events) {
      if (object.kind === "Deployment") least = Math.min(least, object.status?.availableReplicas ?? 0);
    }
  }
})();
await store.patch(deployments, web, {
  type: "strategic",
  value: { spec: { template: { spec: { containers: [{ name: "web", image: "nginx:2" }] } } } },
});
await until(store, complete);
watch.close();
await watching;
console.log(
  "revision",
  (await store.get(deployments, web)).metadata.annotations["deployment.kubernetes.io/revision"],
  "is complete",
);
console.log(least >= 8 ? "never fewer than 8 available" : `only ${least} available`);
await controlPlane.stop();

// Output:
// revision 1 is complete
// revision 2 is complete
// never fewer than 8 available
