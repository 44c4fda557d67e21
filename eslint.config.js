import tseslint from "typescript-eslint";
import { packages } from "./scripts/packages.mjs";

const clockless = [
  { object: "Date", property: "now", message: "Inject core's Clock." },
  { object: "Math", property: "random", message: "Inject core's RandomSource." },
  { object: "performance", property: "now", message: "Inject core's Clock." },
];
const timerless = ["setTimeout", "setInterval", "setImmediate", "process"].map((name) => ({
  name,
  message: "Nothing ambient in a library: inject core's Clock, or leave it to the manager.",
}));

/** Globals of Node in packages that run in browsers, and what stands for them (docs/decisions/021). */
const nodeless = [
  { name: "Buffer", message: "Browsers have none: registry's text-encoding.ts, or Uint8Array." },
  { name: "require", message: "Bundlers and browsers follow imports alone." },
  { name: "global", message: "globalThis." },
];
/** The packages that import nothing of Node. */
const nodeOnly = ["apiserver", "audit", "authentication", "store-etcd", "store-kubernetes", "store-lmdb", "webhooks"];
const portable = packages.map(({ name }) => name).filter((name) => !nodeOnly.includes(name));

function packageOf(name) {
  return packages.find((one) => one.name === name);
}

/** Which of core's folders each of them may import (docs/decisions/030). */
const belowObjects = ["environment", "collections"];
const belowStore = [...belowObjects, "objects"];
const folders = {
  environment: [],
  collections: [],
  objects: belowObjects,
  store: belowStore,
  events: [...belowStore, "store"],
  engine: [...belowStore, "store"],
  leadership: [...belowStore, "store", "events", "engine"],
};

/**
 * Folders whose code runs for every request, commit or reconcile. V8 gives objects that gain fields by a spread hidden classes of
 * their own (docs/decisions/011).
 */
const hot = [
  "packages/core/src/{engine,events,objects,store}",
  "packages/api/{machinery,storage,admission,quota}/src",
  "packages/api/registry/src/{admission,matching,metadata,table,verbs}",
  "packages/api/authentication/src/request",
  "packages/api/authorization/src/{authorizers,rbac,node}",
  "packages/api/audit/src",
  "packages/api/kinds/src/{apps,batch,core}",
  "packages/api/apiserver/src/{answer,authentication,authorization,body,encoding,http,impersonation,query,resources,watch}",
  "packages/controllers/*/src",
];
const conditionalSpreads = {
  selector:
    "ObjectExpression > SpreadElement > ConditionalExpression:matches([consequent.properties.length=0], [alternate.properties.length=0])",
  message: "A hidden class for each combination: definedFields or copyWith (docs/decisions/011).",
};

/** What a package, or one folder of it, may not import. Of engenho it may what its package.json says (ARCHITECTURE.md, "Arrows"). */
function importsOf(name, isPortable, foldersAllowed) {
  const { imports: allowed } = packageOf(name);
  const patterns = [
    {
      regex: `^@engenho/(?!(${allowed.length > 0 ? allowed.join("|") : "\\b\\B"})(/|$))`,
      message: `@engenho/${name} may import: ${allowed.join(", ") || "no engenho package"}.`,
    },
    { regex: "^(\\.\\./)+(packages|apps)/", message: "Import a package by its name." },
  ];
  if (foldersAllowed !== undefined) {
    const choice = foldersAllowed.length > 0 ? foldersAllowed.join("|") : "\\b\\B";
    patterns.push({ regex: `^\\.\\./(?!(${choice})/)`, message: "Folders of core import those below them." });
  }
  if (isPortable) patterns.push({ regex: "^node:", message: "This package runs in browsers, too." });
  const paths =
    name === "core" ? [] : [{ name: "mitt", message: "mitt is imported in one file: core's listeners.ts." }];
  return { patterns, paths };
}

export default tseslint.config(
  { ignores: ["**/dist/**", "**/node_modules/**", "**/generated/**", "**/coverage/**", "**/.turbo/**"] },
  {
    files: ["packages/**/src/**/*.ts", "packages/**/test/**/*.ts", "apps/*/src/**/*.ts", "apps/*/test/**/*.ts"],
    languageOptions: { parser: tseslint.parser, parserOptions: { project: "./tsconfig.json" } },
    plugins: { "@typescript-eslint": tseslint.plugin },
    rules: {
      "@typescript-eslint/no-floating-promises": ["error", { ignoreVoid: false }],
      "@typescript-eslint/no-misused-promises": ["error", { checksVoidReturn: false }],
      "@typescript-eslint/switch-exhaustiveness-check": ["error", { considerDefaultExhaustiveForUnions: true }],
      "max-lines": ["error", { max: 400 }],
    },
  },
  { files: ["packages/**/test/**/*.ts", "apps/*/test/**/*.ts"], rules: { "max-lines": "off" } },
  {
    files: ["packages/**/src/**/*.ts"],
    ignores: [
      "packages/core/src/environment/system-clock.ts",
      "packages/core/src/environment/system-random.ts",
      "packages/core/src/testing/**",
    ],
    rules: { "no-restricted-globals": ["error", ...timerless], "no-restricted-properties": ["error", ...clockless] },
  },
  {
    files: hot.map((folder) => `${folder}/**/*.ts`),
    // Controllers are put together once.
    ignores: ["packages/core/src/testing/**", "packages/controllers/**/{controller,*-controller,per-namespace}.ts"],
    rules: { "no-restricted-syntax": ["error", conditionalSpreads] },
  },
  {
    files: portable.map((name) => `${packageOf(name).directory}/src/**/*.ts`),
    ignores: ["packages/core/src/testing/**"],
    rules: { "no-restricted-globals": ["error", ...timerless, ...nodeless] },
  },
  {
    files: ["packages/core/src/environment/system-clock.ts"],
    rules: { "no-restricted-globals": ["error", ...nodeless] },
  },
  ...packages.map(({ name }) => ({
    files: [`${packageOf(name).directory}/src/**/*.ts`],
    rules: { "no-restricted-imports": ["error", importsOf(name, portable.includes(name))] },
  })),
  ...Object.entries(folders).map(([folder, allowed]) => ({
    files: [`packages/core/src/${folder}/*.ts`],
    rules: { "no-restricted-imports": ["error", importsOf("core", true, allowed)] },
  })),
  // The Store suite asserts with Node's assert.
  { files: ["packages/core/src/testing/**"], rules: { "no-restricted-imports": ["error", importsOf("core", false)] } },
);
