// `node scripts/compare-openapi.mjs --v2 FILE --v3 FOLDER`: compares /openapi/v2 and /openapi/v3 with upstream's published documents
// (api/openapi-spec/swagger.json and api/openapi-spec/v3 of kubernetes/kubernetes; one of them will do), lists every difference that
// openapi.tsv and openapi-v3.tsv of docs/parity do not argue for, and writes the digests that `npm test` compares with (the .json
// files beside them).
import { spawnSync } from "node:child_process";
import { resolve } from "node:path";
import { parseArgs } from "node:util";
import { requireNode, root } from "./workspace.mjs";

requireNode();

const { values } = parseArgs({ options: { v2: { type: "string" }, v3: { type: "string" } } });
if (values.v2 === undefined && values.v3 === undefined) {
  console.error("usage: node scripts/compare-openapi.mjs [--v2 swagger.json] [--v3 FOLDER]");
  process.exit(1);
}
const { status } = spawnSync(process.execPath, ["node_modules/vitest/vitest.mjs", "run", "tests/openapi.test.ts"], {
  cwd: root,
  env: {
    ...process.env,
    ...(values.v2 === undefined ? {} : { ENGENHO_UPSTREAM_OPENAPI: resolve(values.v2) }),
    ...(values.v3 === undefined ? {} : { ENGENHO_UPSTREAM_OPENAPI_V3: resolve(values.v3) }),
  },
  stdio: "inherit",
});
process.exit(status ?? 1);
