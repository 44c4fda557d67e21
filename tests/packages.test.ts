import { execFile } from "node:child_process";
import { mkdir, mkdtemp, readdir, readFile, realpath, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { installAlone, pack, publishedFolders } from "./support/tarballs.js";

const execute = promisify(execFile);
const root = fileURLToPath(new URL("..", import.meta.url));

/** The ten-line example of the README: one controller on a store in memory. */
const body = `
const store = createMemoryStore();
const stop = new AbortController();
const running = new WatchDriver(createReplicaSetController({ store }), store, { debounceMs: 0 }).run(stop.signal);
const labels = { app: "web" };
const template = { metadata: { labels }, spec: { containers: [{ name: "web", image: "nginx" }] } };
await store.create({
  apiVersion: "apps/v1", kind: "ReplicaSet", metadata: { name: "web", namespace: "default" },
  spec: { replicas: 3, selector: { matchLabels: labels }, template },
});
let pods = 0;
for await (const signal of store.watch({ kinds: KindFilter.kind("Pod"), resourceVersion: "1" })) {
  if (signal.type === "events") pods += signal.events.filter((event) => event.type === "ADDED").length;
  if (pods === 3) break;
}
const { items } = await store.list({ apiVersion: "v1", kind: "Pod" }, { namespace: "default" });
stop.abort();
await running;
console.log(items.length + " pods");
`;

const names = {
  "@engenho/core": "KindFilter, WatchDriver",
  "@engenho/store-memory": "createMemoryStore",
  "@engenho/replicaset": "createReplicaSetController",
};

describe("the published packages", () => {
  let directory: string;
  let tarballs: ReadonlyMap<string, string>;

  beforeAll(async () => {
    directory = await mkdtemp(join(tmpdir(), "engenho-packages-"));
    tarballs = await pack(publishedFolders, directory);
  });

  afterAll(() => rm(directory, { recursive: true, force: true }));

  it("core, store-memory and replicaset on their own run the ten-line example in an empty project, as ESM and as CommonJS, and type-check", async () => {
    const project = await mkdtemp(join(tmpdir(), "engenho-project-"));
    try {
      await installAlone(
        project,
        [...Object.keys(names), "@engenho/replicas", "@engenho/types"].map((name) => tarballs.get(name) as string),
      );
      const installed = await readdir(join(project, "node_modules/@engenho"));
      expect(installed.sort()).toEqual(["core", "replicas", "replicaset", "store-memory", "types"]);

      const imports = Object.entries(names).map(([name, what]) => `import { ${what} } from "${name}";`);
      const requires = Object.entries(names).map(([name, what]) => `const { ${what} } = require("${name}");`);
      await writeFile(join(project, "esm.mjs"), `${imports.join("\n")}\n${body}`);
      await writeFile(join(project, "common.cjs"), `${requires.join("\n")}\n(async () => {${body}})();`);
      await writeFile(join(project, "typed.mts"), `${imports.join("\n")}\n${body}`);
      await writeFile(join(project, "typed.cts"), `${imports.join("\n")}\n(async () => {${body}})();`);
      for (const file of ["esm.mjs", "common.cjs"]) {
        expect((await execute("node", [file], { cwd: project })).stdout, file).toBe("3 pods\n");
      }
      const compiler = `${root}node_modules/typescript/bin/tsc`;
      const common = [
        "--noEmit",
        "--strict",
        "--target",
        "es2022",
        "--types",
        "node",
        "--typeRoots",
        `${root}node_modules/@types`,
      ];
      for (const [module, resolution, files] of [
        ["nodenext", "nodenext", ["typed.mts", "typed.cts"]],
        ["esnext", "bundler", ["typed.mts"]],
      ] as const) {
        const args = [compiler, ...common, "--module", module, "--moduleResolution", resolution, ...files];
        const result = await execute("node", args, { cwd: project }).catch((error: { stdout: string }) => error);
        expect(result.stdout, resolution).toBe("");
      }
    } finally {
      await rm(project, { recursive: true, force: true });
    }
  });

  it("engenho has the command of the manager, which finds its own files, and copies nothing", async () => {
    const project = await mkdtemp(join(tmpdir(), "engenho-project-"));
    try {
      const modules = join(project, "node_modules");
      // As npm lays them out; the program needs none of the manager's dependencies.
      for (const name of ["engenho", "@engenho/manager"]) {
        await mkdir(join(modules, name), { recursive: true });
        const file = tarballs.get(name) as string;
        await execute("tar", ["-xzf", file, "--strip-components=1", "-C", join(modules, name)]);
      }
      expect((await readdir(join(modules, "engenho"))).sort()).toEqual([
        "LICENSE",
        "README.md",
        "engenho.cjs",
        "package.json",
      ]);
      await mkdir(join(modules, ".bin"));
      await symlink("../engenho/engenho.cjs", join(modules, ".bin/engenho"));
      await writeFile(join(project, "package.json"), "{}");
      const assets = join(project, "assets");
      const { stdout } = await execute("npx", ["--no-install", "engenho", "envtest", "--dir", assets], {
        cwd: project,
      });
      expect(stdout.trim()).toBe(assets);
      const program = await realpath(join(modules, "@engenho/manager/dist/main.cjs"));
      expect(await readFile(join(assets, "kube-apiserver"), "utf8")).toContain(`'${program}' 'kube-apiserver'`);
      expect((await execute(join(assets, "kube-apiserver"), ["--version"])).stdout).toMatch(/^Kubernetes v1\.34/);
      expect((await execute(join(assets, "etcd"), ["--version"])).stdout).toMatch(/^etcd Version: /);
    } finally {
      await rm(project, { recursive: true, force: true });
    }
  });

  it.each(publishedFolders)("publint reports nothing for %s", async (folder) => {
    const { name } = JSON.parse(await readFile(`${root}${folder}/package.json`, "utf8"));
    const result = await execute(
      "node",
      [`${root}node_modules/publint/src/cli.js`, "--strict", tarballs.get(name) as string],
      {
        cwd: root,
      },
    ).catch((error: { stdout: string }) => error);
    expect(result.stdout).toContain("All good!");
  });

  it.each(publishedFolders)("attw finds that the types of %s resolve as its code does", async (folder) => {
    const { name } = JSON.parse(await readFile(`${root}${folder}/package.json`, "utf8"));
    const cli = `${root}node_modules/@arethetypeswrong/cli/dist/index.js`;
    const result = await execute("node", [cli, "--format", "json", tarballs.get(name) as string], {
      cwd: root,
      maxBuffer: 2 ** 26,
    }).catch((error: { stdout: string }) => error);
    expect(JSON.parse(result.stdout).problems ?? {}).toEqual({});
  });
});
