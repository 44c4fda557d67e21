import { readFileSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { dirname, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import type { OnResolveArgs, Plugin, PluginBuild } from "esbuild";
import { sourceAliases } from "../../scripts/packages.mjs";
import { type Part, parts } from "./program-parts.js";

const here = fileURLToPath(new URL(".", import.meta.url));
const mainFile = `${here}src/main.ts`;

const filesOf = ({ file }: Part): readonly string[] => (typeof file === "string" ? [file] : file);

const partByFile = new Map(parts.flatMap((part) => filesOf(part).map((file) => [file, part] as const)));

/** The source by which a build knows a part: its entry point. */
export const entryOf = (part: Part): string => filesOf(part)[0] as string;

const partByEntry = new Map(parts.map((part) => [entryOf(part), part]));

/** The names that the parts import from the program, by source file. */
type SharedNames = ReadonlyMap<string, ReadonlySet<string>>;

interface Plan {
  readonly shared: SharedNames;
  /** The part of each source that is in one part and in nothing else. */
  readonly owners: ReadonlyMap<string, Part>;
  /** The exported names of each part, by its name. */
  readonly exports: ReadonlyMap<string, readonly string[]>;
}

/** Builds the {@link parts} in a build whose entries are the program and the parts. */
export const separateParts: Plugin = {
  name: "separate-parts",
  async setup(build) {
    const plan = await makePlan(build);
    const keys = keysOf(plan.shared);
    build.onResolve({ filter: /./ }, async (args) => {
      if (args.pluginData === asked) return undefined;
      if (args.kind === "entry-point") {
        const part = partByEntry.get(args.path);
        return part === undefined ? undefined : entryPoint(part);
      }
      const file = await fileOf(build, args);
      if (file === undefined) return undefined;
      const importer = args.namespace === "part" ? plan.owners.get(args.importer) : entered(args);
      const inPart = args.namespace === "part" || importer !== undefined;
      const part = partByFile.get(file);
      if (part !== undefined && part !== importer) {
        if (args.kind === "import-statement") return { path: part.name, namespace: "lazy-part" };
        return { path: `./main.${part.name}.cjs`, external: true };
      }
      if (inPart && keys.has(file)) return { path: file, namespace: "of-main" };
      return inPart ? { path: file, namespace: namespaceOf(file) } : undefined;
    });
    loadEntryPoints(build);
    build.onLoad({ filter: /./, namespace: "part" }, ({ path }) => sourceOf(path));
    build.onLoad({ filter: /./, namespace: "lazy-part" }, ({ path: name }) => {
      const names = JSON.stringify(plan.exports.get(name)?.join(" "));
      return {
        // Each source that imports it gets a copy of its own properties from esbuild, a getter for each, and shares its prototype.
        contents: `let part;
const getter = (name) => ({ get: () => (part ??= require("./main.${name}.cjs"))[name] });
const names = ${names}.split(" ");
module.exports = Object.create(Object.create(null, Object.fromEntries(names.map((name) => [name, getter(name)]))));`,
        resolveDir: here,
      };
    });
    build.onLoad({ filter: /./, namespace: "of-main" }, ({ path }) => {
      // Read once, so that no call from a part to the program is looked up again.
      const names = [...(plan.shared.get(path) ?? [])].join(", ");
      return {
        contents: `const { ${names} } = require("./main.cjs").shared.${keys.get(path)};\nexport { ${names} };`,
        resolveDir: here,
      };
    });
    build.onResolve({ filter: /^\.\/main(\.[a-z0-9-]+)?\.cjs$/ }, ({ path }) => ({ path, external: true }));
    addSharedExports(build, plan.shared);
  },
};

/** The module of a part's entry point: its source, or one that exports what all of its sources export. */
function entryPoint(part: Part): { path: string; namespace: string } {
  if (typeof part.file !== "string") return { path: part.name, namespace: "part-entry" };
  return { path: part.file, namespace: namespaceOf(part.file) };
}

/** The part whose sources an entry point exports, if the import is in one. */
function entered({ namespace, importer }: OnResolveArgs): Part | undefined {
  return namespace === "part-entry" ? parts.find(({ name }) => name === importer) : undefined;
}

function loadEntryPoints(build: PluginBuild): void {
  build.onLoad({ filter: /./, namespace: "part-entry" }, ({ path }) => {
    const sources = parts.filter(({ name }) => name === path).flatMap(filesOf);
    return { contents: sources.map((file) => `export * from ${JSON.stringify(file)};`).join("\n"), resolveDir: here };
  });
}

/** Marks resolutions requested by this plugin itself. */
const asked = Symbol("asked");

/** npm packages stay in the file namespace, because their imports are resolved relative to their location. */
function namespaceOf(file: string): "part" | "file" {
  return file.includes("/node_modules/") ? "file" : "part";
}

async function sourceOf(path: string) {
  return { contents: await sourceText(path), loader: "ts" as const, resolveDir: dirname(path) };
}

/**
 * A source whose imports from our packages are rewritten to the files that declare the imported names: imports through an index would
 * otherwise make everything that this index exports count as shared.
 */
async function sourceText(path: string): Promise<string> {
  const text = await readFile(path, "utf8");
  if (path.includes("/node_modules/")) return text;
  return text.replace(
    /^(import|export) \{([^}]*)\} from "(@engenho\/[^"]+)";$/gm,
    (statement, keyword, list, specifier) => {
      const index = sourceAliases[specifier];
      if (index === undefined) return statement;
      const declared = declarationsOf(index);
      const byFile = new Map<string, string[]>();
      for (const name of namesIn(list)) {
        const file = declared.get(name.replace(/^type /, "").replace(/ as .*$/, "")) ?? index;
        byFile.set(file, [...(byFile.get(file) ?? []), name]);
      }
      return [...byFile].map(([file, names]) => `${keyword} ${importList(names)} from "${file}";`).join("\n");
    },
  );
}

/** `{ a, type B }`. A list of types alone would remain as an import of the file for its effects. */
function importList(names: readonly string[]): string {
  const areTypes = names.every((name) => name.startsWith("type "));
  return areTypes ? `type { ${names.map((name) => name.slice(5)).join(", ")} }` : `{ ${names.join(", ")} }`;
}

const declarations = new Map<string, ReadonlyMap<string, string>>();

/** The file that declares each name that an index re-exports. */
function declarationsOf(index: string): ReadonlyMap<string, string> {
  const known = declarations.get(index);
  if (known !== undefined) return known;
  const declared = new Map<string, string>();
  declarations.set(index, declared);
  const text = readFileSync(index, "utf8");
  for (const [, list = "", specifier = ""] of text.matchAll(/^export (?:type )?\{([^}]*)\} from "(\.[^"]+)";$/gm)) {
    const file = resolve(dirname(index), specifier).replace(/\.js$/, ".ts");
    const further = declarationsOf(file);
    for (const name of namesIn(list).map((one) => one.replace(/^type /, ""))) {
      if (!name.includes(" as ")) declared.set(name, further.get(name) ?? file);
    }
  }
  return declared;
}

function namesIn(list: string): readonly string[] {
  return list
    .split(",")
    .map((name) => name.trim())
    .filter((name) => name !== "");
}

/** The file that an import resolves to; undefined if it is not bundled. */
async function fileOf(build: PluginBuild, { path, resolveDir, kind }: OnResolveArgs): Promise<string | undefined> {
  if (path.startsWith("/") && path.endsWith(".ts")) return path;
  if (path.startsWith(".")) {
    const file = resolve(resolveDir, path);
    return file.includes("/node_modules/") ? undefined : file.replace(/\.js$/, ".ts");
  }
  if (Object.hasOwn(sourceAliases, path)) return sourceAliases[path];
  const part = parts.find(({ specifier }) => specifier === path);
  if (part !== undefined) return entryOf(part);
  if (path.startsWith("node:") || resolveDir.includes("/node_modules/")) return undefined;
  const resolved = await build.resolve(path, { kind, resolveDir, pluginData: asked });
  return resolved.external || resolved.errors.length > 0 ? undefined : resolved.path;
}

/**
 * Bundles everything to find out which sources the parts share, and what they export and import. Each export for the parts
 * may add sources to the program, which can then be shared too, so this is repeated until nothing is added.
 */
async function makePlan(build: PluginBuild): Promise<Plan> {
  const resolved = new Map<string, string>();
  const scans = await Promise.all(
    parts.map(async (part) => ({ part, ...(await scan(build, entryOf(part), [leaveOutParts(resolved, part)])) })),
  );
  const places = new Map<string, Part[]>();
  for (const { part, sources } of scans) {
    for (const file of sources) places.set(file, [...(places.get(file) ?? []), part]);
  }

  let shared: SharedNames = new Map();
  for (;;) {
    const program = await scan(build, mainFile, [
      leaveOutParts(resolved),
      { name: "shared", setup: (main) => addSharedExports(main, shared) },
    ]);
    const inMain = new Set(program.sources);
    const isShared = (file: string) =>
      !partByFile.has(file) && (inMain.has(file) || (places.get(file) ?? []).length > 1);
    const next = await sharedNames([...places.keys()], { isShared, resolved });
    if (count(next) === count(shared)) break;
    shared = next;
  }
  const exports = scans.map(({ part, exported }) => [part.name, part.names ?? exported] as const);
  const owned = [...places].filter(([file, { length }]) => length === 1 && !shared.has(file));
  return {
    shared,
    owners: new Map(owned.flatMap(([file, [part]]) => (part === undefined ? [] : [[file, part] as const]))),
    exports: new Map(exports),
  };
}

interface Scan {
  /** The files of the bundle. */
  readonly sources: readonly string[];
  /** The names that its entry point exports. */
  readonly exported: readonly string[];
}

async function scan(build: PluginBuild, entry: string, plugins: Plugin[]): Promise<Scan> {
  const { alias, supported, target, platform } = build.initialOptions;
  const { metafile } = await build.esbuild.build({
    absWorkingDir: here,
    entryPoints: { scan: entry },
    bundle: true,
    write: false,
    metafile: true,
    format: "esm",
    outdir: "scan",
    logLevel: "error",
    logOverride: { "ambiguous-reexport": "error" },
    plugins,
    ...(alias === undefined ? {} : { alias }),
    ...(supported === undefined ? {} : { supported }),
    ...(target === undefined ? {} : { target }),
    ...(platform === undefined ? {} : { platform }),
  });
  const { inputs = {}, exports = [] } = metafile.outputs["scan/scan.js"] ?? {};
  return {
    sources: Object.keys(inputs)
      .filter((input) => !input.startsWith("part-entry:"))
      .map((input) => resolve(here, input)),
    exported: exports,
  };
}

/** The names that sources in the parts import from shared sources. */
async function sharedNames(
  files: readonly string[],
  { isShared, resolved }: { isShared: (file: string) => boolean; resolved: ReadonlyMap<string, string> },
): Promise<SharedNames> {
  const shared = new Map<string, Set<string>>();
  for (const file of files) {
    if (isShared(file) || file.includes("/node_modules/")) continue;
    for (const { names, path } of importsOf(await sourceText(file))) {
      const from = path.startsWith("/") ? path : resolved.get(`${file} ${path}`);
      if (from === undefined || !isShared(from)) continue;
      const known = shared.get(from) ?? new Set();
      shared.set(from, known);
      for (const name of names) known.add(name);
    }
  }
  return shared;
}

function count(shared: SharedNames): number {
  return [...shared.values()].reduce((sum, names) => sum + names.size, 0);
}

function keysOf(shared: SharedNames): ReadonlyMap<string, string> {
  return new Map([...shared.keys()].map((file, index) => [file, `_${index}`]));
}

/** Makes the program export what the parts import from it. */
function addSharedExports(build: PluginBuild, shared: SharedNames): void {
  build.onLoad({ filter: /\/apps\/manager\/src\/main\.ts$/ }, async ({ path }) => {
    const { contents, ...source } = await sourceOf(path);
    return { ...source, contents: `${contents}\n${sharedExports(shared, keysOf(shared))}` };
  });
}

/** Excludes the parts but one, and records the file that each import resolves to, by `importer path`. */
function leaveOutParts(resolved: Map<string, string>, but?: Part): Plugin {
  return {
    name: "leave-out-parts",
    setup(build) {
      loadEntryPoints(build);
      build.onResolve({ filter: /./ }, async (args) => {
        if (args.pluginData === asked) return undefined;
        if (args.kind === "entry-point") {
          return but === undefined || typeof but.file === "string" ? undefined : entryPoint(but);
        }
        const file = await fileOf(build, args);
        if (file === undefined) return undefined;
        resolved.set(`${args.importer} ${args.path}`, file);
        const part = partByFile.get(file);
        if (part !== undefined && part !== but) return { path: file, external: true };
        // Otherwise the imports of an entry point would inherit its namespace.
        return args.namespace === "part-entry" ? { path: file } : undefined;
      });
    },
  };
}

/** The values that a source imports or re-exports by name; types are marked because of verbatimModuleSyntax. */
function importsOf(source: string): { readonly names: readonly string[]; readonly path: string }[] {
  return [...source.matchAll(/^(?:import|export) \{([^}]*)\} from "([^"]+)";$/gm)].map(([, list = "", path = ""]) => ({
    names: namesIn(list)
      .filter((name) => !name.startsWith("type "))
      .map((name) => name.replace(/ as .*$/, "")),
    path,
  }));
}

/** The export of the program for its parts: `shared._0.nameOfAFunction`. */
function sharedExports(shared: SharedNames, keys: ReadonlyMap<string, string>): string {
  const imports: string[] = [];
  const entries: string[] = [];
  for (const [file, names] of shared) {
    const key = keys.get(file);
    imports.push(
      `import { ${[...names].map((name) => `${name} as ${key}_${name}`).join(", ")} } from ${JSON.stringify(file)};`,
    );
    entries.push(`${key}: { ${[...names].map((name) => `get ${name}() { return ${key}_${name}; }`).join(", ")} }`);
  }
  return `${imports.join("\n")}\nexport const shared = { ${entries.join(",\n")} };`;
}
