import tseslint from "typescript-eslint";

/** Which engenho packages each package's sources may import (ARCHITECTURE.md, "Arrows"). */
const controller = ["core"];
const arrows = {
  core: [],
  kinds: [],
  cel: [],
  registry: ["core", "kinds", "cel"],
  "store-memory": ["core", "registry", "kinds", "cel"],
  replicaset: controller,
  replicationcontroller: controller,
  deployment: controller,
  service: controller,
  gc: controller,
  namespace: controller,
  serviceaccount: controller,
  apiserver: ["core", "kinds"],
  "hollow-node": ["core", "kinds"],
};

const clockless = [
  { object: "Date", property: "now", message: "Inject core's Clock." },
  { object: "Math", property: "random", message: "Inject core's RandomSource." },
  { object: "performance", property: "now", message: "Inject core's Clock." },
];
const timerless = ["setTimeout", "setInterval", "setImmediate", "process"].map((name) => ({
  name,
  message: "Nothing ambient in a library: inject core's Clock, or leave it to the manager.",
}));

export default tseslint.config(
  { ignores: ["**/dist/**", "**/node_modules/**", "**/generated/**", "**/coverage/**", "**/.turbo/**"] },
  {
    files: ["packages/*/src/**/*.ts", "packages/*/test/**/*.ts", "apps/*/src/**/*.ts", "apps/*/test/**/*.ts"],
    languageOptions: { parser: tseslint.parser, parserOptions: { project: "./tsconfig.json" } },
    plugins: { "@typescript-eslint": tseslint.plugin },
    rules: {
      "@typescript-eslint/no-floating-promises": ["error", { ignoreVoid: false }],
      "@typescript-eslint/no-misused-promises": ["error", { checksVoidReturn: false }],
      "@typescript-eslint/switch-exhaustiveness-check": ["error", { considerDefaultExhaustiveForUnions: true }],
      "max-lines": ["error", { max: 400 }],
    },
  },
  { files: ["packages/*/test/**/*.ts", "apps/*/test/**/*.ts"], rules: { "max-lines": "off" } },
  {
    files: ["packages/*/src/**/*.ts"],
    ignores: [
      "packages/core/src/system-clock.ts",
      "packages/core/src/system-random.ts",
      "packages/core/src/testing/**",
    ],
    rules: { "no-restricted-globals": ["error", ...timerless], "no-restricted-properties": ["error", ...clockless] },
  },
  ...Object.entries(arrows).map(([name, allowed]) => ({
    files: [`packages/${name}/src/**/*.ts`],
    rules: {
      "no-restricted-imports": [
        "error",
        {
          patterns: [
            {
              regex: `^@engenho/(?!(${allowed.length > 0 ? allowed.join("|") : "\\b\\B"})(/|$))`,
              message: `@engenho/${name} may import: ${allowed.join(", ") || "no engenho package"}.`,
            },
            { regex: "^(\\.\\./)+(packages|apps)/", message: "Import a package by its name." },
          ],
          paths:
            name === "core" ? [] : [{ name: "mitt", message: "mitt is imported in one file: core's doorbell.ts." }],
        },
      ],
    },
  })),
);
