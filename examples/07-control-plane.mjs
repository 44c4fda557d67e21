// The whole control plane in a test: API server, controllers and nodes, started from code on any free port.
import { request } from "node:https";
import { defaultManagerOptions, startManager } from "@engenho/manager";

const logger = { debug() {}, info() {}, warn: console.error, error: console.error };
const options = { ...defaultManagerOptions, port: 0, kubeconfigOut: undefined, nodes: 1 };
const manager = await startManager(options, { logger });

/** GET with the address and credentials that the manager returns. */
function get(path) {
  return new Promise((resolve, reject) => {
    const headers = { authorization: `Bearer ${manager.token}` };
    request(manager.address + path, { headers, ca: manager.caCertificate, agent: false }, async (answer) => {
      let text = "";
      for await (const chunk of answer) text += chunk;
      resolve(JSON.parse(text));
    })
      .on("error", reject)
      .end();
  });
}

const namespaces = await get("/api/v1/namespaces");
console.log(namespaces.kind, namespaces.items.map(({ metadata }) => metadata.name).join(" "));

// The store is accessible too: objects written here are visible over HTTPS.
await manager.store.create({
  apiVersion: "v1",
  kind: "ConfigMap",
  metadata: { name: "settings", namespace: "default" },
  data: { a: "b" },
});
console.log((await get("/api/v1/namespaces/default/configmaps/settings")).data.a);
await manager.stop();

// Output:
// NamespaceList default kube-node-lease kube-public kube-system
// b
