import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { packages } from "../scripts/packages.mjs";

const root = fileURLToPath(new URL("..", import.meta.url));

describe("the documentation site", () => {
  let folder: string;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "engenho-site-"));
  });

  afterAll(() => rm(folder, { recursive: true, force: true }));

  it("builds without a dead link, and every exported name and member has a doc comment", async () => {
    const result = await promisify(execFile)(process.execPath, [`${root}site/build.mjs`, "--out", folder], {
      maxBuffer: 2 ** 26,
    }).catch((error: { stdout: string; stderr: string }) => error);
    expect(result.stderr).toBe("");
    const [, documented, all] = /(\d+) of (\d+) exported names and members/.exec(result.stdout) ?? [];
    expect(Number(documented)).toBeGreaterThan(1_000);
    expect(documented).toBe(all);
    expect(result.stdout).toContain(`The site is in ${folder}`);

    const modules = ["manager", ...packages.map(({ name }) => name)].map((name) => `modules/_engenho_${name}.html`);
    const pages = ["index.html", "docs/parity.html", "docs/decisions/001-store-port.html", ...modules];
    expect(pages.filter((page) => !existsSync(join(folder, page)))).toEqual([]);
  }, 300_000);
});
