import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { expect, it } from "vitest";

const script = fileURLToPath(new URL("../scripts/fuzz.mjs", import.meta.url));

it.each([
  ["default", "400"],
  ["kinds", "120"],
  ["admission", "120"],
  ["access", "120"],
])("H13: no request causes an internal error, and stored state stays consistent (mode %s)", async (mode, requests) => {
  const seed = process.env.ENGENHO_PROPERTY_SEED ?? String(Math.floor(Math.random() * 2 ** 31));
  const run = promisify(execFile)(process.execPath, [script, "--mode", mode, "--seed", seed, "--requests", requests]);
  const { stdout, stderr } = await run.catch((error: { stdout: string; stderr: string }) => error);
  expect(stderr, stdout).not.toContain("FAULT");
  expect(stdout).toMatch(new RegExp(`^${requests} requests, `, "m"));
});
