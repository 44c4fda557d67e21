// `node scripts/compare-openapi.mjs --v2 FILE --v3 FOLDER --discovery FOLDER`: compares /openapi/v2, /openapi/v3 and discovery
// with upstream's published documents (api/openapi-spec/swagger.json, api/openapi-spec/v3 and api/discovery of
// kubernetes/kubernetes; any of them may be omitted), lists every difference that openapi.tsv, openapi-v3.tsv and discovery.tsv
// of docs/parity do not explain, and writes the digests that `npm test` compares with (the .json files next to them).
import { spawnSync } from "node:child_process";
import { resolve } from "node:path";
import { parseArgs } from "node:util";
import { requireNode, root } from "./workspace.mjs";

requireNode();

const variables = {
  v2: "ENGENHO_UPSTREAM_OPENAPI",
  v3: "ENGENHO_UPSTREAM_OPENAPI_V3",
  discovery: "ENGENHO_UPSTREAM_DISCOVERY",
};
const { values } = parseArgs({
  options: Object.fromEntries(Object.keys(variables).map((name) => [name, { type: "string" }])),
});
const given = Object.entries(values).map(([name, path]) => [variables[name], resolve(path)]);
if (given.length === 0) {
  console.error("usage: node scripts/compare-openapi.mjs [--v2 swagger.json] [--v3 FOLDER] [--discovery FOLDER]");
  process.exit(1);
}
const command = ["node_modules/vitest/vitest.mjs", "run", "tests/openapi.test.ts", "tests/discovery.test.ts"];
const { status } = spawnSync(process.execPath, command, {
  cwd: root,
  env: { ...process.env, ...Object.fromEntries(given) },
  stdio: "inherit",
});
spawnSync(process.execPath, ["node_modules/@biomejs/biome/bin/biome", "format", "--write", "docs/parity"], {
  cwd: root,
});
process.exit(status ?? 1);
