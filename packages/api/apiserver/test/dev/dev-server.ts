import { createMemoryStore } from "@engenho/store-memory";
import { createApiServer } from "../../src/index.js";

/**
 * A server over an empty store on plain HTTP, for manual tests with clients: `node <bundle of this file> 8001`, then `kubectl
 * --server http://127.0.0.1:8001 get pods`.
 */
const port = Number(process.argv[2] ?? 8001);
const store = createMemoryStore();
for (const name of ["default", "kube-system"])
  await store.create({ apiVersion: "v1", kind: "Namespace", metadata: { name } });
const server = createApiServer({
  store,
  kinds: store,
  descriptions: async () => (await import("@engenho/kinds/descriptions")).describe,
  // kubectl sends no token over plain HTTP.
  authenticate: () => ({ name: "developer", groups: ["system:masters", "system:authenticated"] }),
  logger: { debug() {}, info() {}, warn: console.warn, error: console.error },
});
console.log(JSON.stringify(await server.listen({ host: "127.0.0.1", port })));
