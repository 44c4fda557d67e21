// What the packages may weigh: built, bundled, minified and compressed, as who installs them would ship them. The limits are
// a little above what there is; `npm test` checks them after the build, and raising one is a decision.
import { packages as published } from "./scripts/packages.mjs";

/** Each package without the others that it needs, and entries beside its index; expressions with RE2JS, store-kubernetes with js-yaml. */
const limits = {
  types: "2.1 kB",
  core: "20.8 kB",
  replicas: "5 kB",
  "core/testing": "22 kB",
  machinery: "39.5 kB",
  storage: "11.6 kB",
  kinds: "155 kB",
  "custom-resources": "32.3 kB",
  authentication: "14.2 kB",
  admission: "19 kB",
  authorization: "16.4 kB",
  audit: "5.6 kB",
  "standard-registry": "0.7 kB",
  cel: "43.6 kB",
  expressions: "55.7 kB",
  "admission-policies": "8.2 kB",
  quota: "4.5 kB",
  x509: "6.8 kB",
  "pod-security": "5.8 kB",
  registry: "23.9 kB",
  "store-memory": "361 kB",
  "store-lmdb": "373 kB",
  "store-kubernetes": "37.8 kB",
  "store-etcd": "374 kB",
  replicaset: "0.5 kB",
  replicationcontroller: "0.5 kB",
  deployment: "13.6 kB",
  service: "15.3 kB",
  gc: "4.8 kB",
  namespace: "2.4 kB",
  serviceaccount: "2.3 kB",
  resourcequota: "2.5 kB",
  certificatesigningrequest: "4 kB",
  "storage-protection": "1.6 kB",
  "clusterrole-aggregation": "1.3 kB",
  webhooks: "10.4 kB",
  apiserver: "131.5 kB",
  "hollow-node": "10.8 kB",
};

for (const { name } of published) {
  if (limits[name] === undefined) throw new Error(`.size-limit.js sets no limit for @engenho/${name}`);
}

function distribution(name) {
  const [short, ...entry] = name.split("/");
  const { directory } = published.find((one) => one.name === short);
  return `${directory}/dist/${[...entry, "index.js"].join("/")}`;
}

function bundled(check, esbuildOptions) {
  const common = { platform: "node", format: "esm", logLevel: "error" };
  return { gzip: true, modifyEsbuildConfig: (config) => ({ ...config, ...common, ...esbuildOptions }), ...check };
}

/** Several packages with all that they need, each thing once. */
function together(names, check) {
  const contents = names.map((name, index) => `export * as part${index} from "./${distribution(name)}";`).join("\n");
  const stdin = { contents, resolveDir: import.meta.dirname };
  return bundled({ path: names.map(distribution), ...check }, { entryPoints: [], stdin });
}

/** Files as they are. */
function asTheyAre(check) {
  return { brotli: false, disablePlugins: ["@size-limit/esbuild"], ...check };
}

export default [
  together(["core", "replicaset", "deployment", "service", "gc"], {
    name: "@engenho/core, replicaset, deployment, service and gc together",
    limit: "62 kB",
  }),
  ...Object.entries(limits).map(([name, limit]) =>
    bundled({ name: `@engenho/${name}`, path: distribution(name), limit }, { external: ["@engenho/*"] }),
  ),
  asTheyAre({ name: "engenho, the package of that name", path: "apps/engenho/engenho.cjs", limit: "1 kB" }),
  asTheyAre({ name: "engenho: what a start reads, unpacked", path: "apps/manager/dist/main.cjs", limit: "1.38 MB" }),
  asTheyAre({ name: "engenho, all its files", path: "apps/manager/dist/main{,.*}.cjs", gzip: true, limit: "1.25 MB" }),
];
