// Endpoints: a Service selects pods, and the controllers record their addresses.
import { endpointSlices, endpoints } from "@engenho/core";
import { createNodeRegistrar, createPodBinder, createPodLifecycle } from "@engenho/hollow-node";
import { createEndpointSliceController, createEndpointsController } from "@engenho/service";
import { createMemoryStore } from "@engenho/store-memory";
import { run, until } from "./world.mjs";

const store = createMemoryStore();
const stop = run(
  store,
  createEndpointsController({ store }),
  createEndpointSliceController({ store }),
  createNodeRegistrar({ store }),
  createPodBinder({ store }),
  createPodLifecycle({ store }),
);

const namespace = "default";
const labels = { app: "web" };
await store.create({
  apiVersion: "v1",
  kind: "Service",
  metadata: { name: "web", namespace },
  spec: { selector: labels, ports: [{ port: 80, targetPort: "http" }] },
});
for (const [name, containerPort] of [
  ["old", 8080],
  ["new", 9090],
]) {
  const containers = [{ name: "web", image: "nginx", ports: [{ name: "http", containerPort }] }];
  await store.create({ apiVersion: "v1", kind: "Pod", metadata: { name, namespace, labels }, spec: { containers } });
}

const subsets = async () => {
  const { items } = await store.list(endpoints, { namespace });
  return items[0]?.subsets ?? [];
};
await until(store, async () => (await subsets()).flatMap(({ addresses = [] }) => addresses).length === 2);
const rows = (await subsets()).map(({ addresses, ports }) => `${addresses[0].targetRef.name} on ${ports[0].port}`);
console.log(rows.sort().join(", "));

const slices = async () => {
  const selector = { matchLabels: { "kubernetes.io/service-name": "web" } };
  return (await store.list(endpointSlices, { namespace, labelSelector: selector })).items;
};
await until(store, async () => (await slices()).flatMap(({ endpoints }) => endpoints).length === 2);
console.log((await slices()).length, "slices, one for each port");
await stop();

// Output:
// new on 9090, old on 8080
// 2 slices, one for each port
