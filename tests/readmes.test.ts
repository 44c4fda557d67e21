import { execFile } from "node:child_process";
import { readFile, rm, writeFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type EtcdCluster, noEtcd, startEtcd } from "../packages/stores/store-etcd/test/support/etcd-cluster.js";
import { packages } from "../scripts/packages.mjs";

const root = fileURLToPath(new URL("..", import.meta.url));
const folders = [".", "apps/manager", ...packages.map(({ directory }) => directory)];

/** Runs a snippet as a file of this folder, where every package is installed. It must end on its own. */
async function run(snippet: string, name: string, env: NodeJS.ProcessEnv): Promise<void> {
  const file = `${root}tests/.snippet-${name.replaceAll(/\W/g, "-")}.mjs`;
  await writeFile(file, snippet);
  try {
    await promisify(execFile)(process.execPath, [file], { cwd: `${root}tests`, timeout: 60_000, env });
  } finally {
    await rm(file, { force: true });
  }
}

const etcdFolder = "packages/stores/store-etcd";

describe("the snippets of the READMEs run", () => {
  let etcd: EtcdCluster | undefined;

  beforeAll(async () => {
    if (noEtcd === undefined) etcd = await startEtcd();
  }, 30_000);
  afterAll(() => etcd?.stop());

  it.for(folders)("%s", async (folder, { skip }) => {
    if (folder === etcdFolder && noEtcd !== undefined) skip(noEtcd);
    const env = { ...process.env, ETCD_SERVER: etcd?.servers[0] };
    const text = await readFile(`${root}${folder}/README.md`, "utf8");
    const snippets = [...text.matchAll(/^```js\n(.*?)^```$/gms)].map((match) => match[1] ?? "");
    expect(snippets.length, "a README has a snippet").toBeGreaterThan(0);
    for (const [index, snippet] of snippets.entries()) {
      // The root's first snippet leaves its driver running.
      const ending = folder === "." && index === 0 ? "\nstop.abort();\nawait running;\n" : "";
      await run(snippet + ending, `${folder}-${index}`, env);
    }
  });
});
