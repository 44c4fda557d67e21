// `node scripts/compare-openapi.mjs FILE`: compares /openapi/v2 with upstream's published document (api/openapi-spec/swagger.json
// of kubernetes/kubernetes), lists every difference that docs/parity/openapi.tsv does not argue for, and writes the digest that
// `npm test` compares with (docs/parity/openapi.json).
import { spawnSync } from "node:child_process";
import { resolve } from "node:path";
import { requireNode, root } from "./workspace.mjs";

requireNode();

const [file] = process.argv.slice(2);
if (file === undefined) {
  console.error("usage: node scripts/compare-openapi.mjs swagger.json");
  process.exit(1);
}
const { status } = spawnSync(process.execPath, ["node_modules/vitest/vitest.mjs", "run", "tests/openapi.test.ts"], {
  cwd: root,
  env: { ...process.env, ENGENHO_UPSTREAM_OPENAPI: resolve(file) },
  stdio: "inherit",
});
process.exit(status ?? 1);
