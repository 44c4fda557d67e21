import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { expect, it } from "vitest";

it("every rule of upstream's behaviour is tested or not applicable, and docs/parity.md says so", async () => {
  const script = fileURLToPath(new URL("../scripts/parity.mjs", import.meta.url));
  // Fails when the page is stale, or when a title or a reason names a rule that is not listed.
  const { stdout } = await promisify(execFile)(process.execPath, [script, "--check"]);
  expect(stdout).toMatch(/^(\d+) of \1 rules tested or not applicable; 0 open\n$/);
});

it("docs/parity/validation.tsv names functions and tests that exist", async () => {
  const script = fileURLToPath(new URL("../scripts/validation-table.mjs", import.meta.url));
  await expect(promisify(execFile)(process.execPath, [script, "--check"])).resolves.toBeDefined();
});
