import { execFileSync } from "node:child_process";
import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";

const folder = fileURLToPath(new URL("../../node_modules/.engenho/runtimes/node_modules", import.meta.url));

/** A runtime that `pnpm runtimes` installs; undefined if it is not installed, which fails in CI and is reported elsewhere. */
export function installedRuntime(name: "bun" | "deno" | "node22" | "node24"): string | undefined {
  const file = name.startsWith("node") ? `${folder}/${name}/bin/node` : `${folder}/.bin/${name}`;
  return existsSync(file) ? file : missing(`${name}: run "pnpm runtimes"`);
}

/** The browser on the PATH; undefined if there is none, which fails in CI and is reported elsewhere. */
export function installedChromium(): string | undefined {
  try {
    return execFileSync("which", ["chromium"], { encoding: "utf8" }).trim();
  } catch {
    return missing("chromium");
  }
}

function missing(what: string): undefined {
  if (process.env.CI === "true") throw new Error(`missing, and CI needs it: ${what}`);
  console.warn(`skipped, for it is not installed: ${what}`);
  return undefined;
}
