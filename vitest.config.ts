import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";
import { sourceAliases } from "./scripts/packages.mjs";

const root = fileURLToPath(new URL(".", import.meta.url));

export default defineConfig({
  resolve: {
    alias: Object.entries({ "@engenho/manager": `${root}apps/manager/src/index.ts`, ...sourceAliases }).map(
      ([find, replacement]) => ({ find: new RegExp(`^${find}$`), replacement }),
    ),
  },
  test: {
    maxWorkers: 2,
    setupFiles: [`${root}tests/support/configure-properties.ts`],
    projects: [
      {
        extends: true,
        test: {
          name: "unit",
          include: ["packages/**/test/**/*.test.ts", "apps/*/test/**/*.test.ts"],
          pool: "threads",
          // A module is read once per worker, not once per file: half of the time went into that.
          isolate: false,
        },
      },
      {
        extends: true,
        test: {
          name: "system",
          include: ["tests/**/*.test.ts", "examples/**/*.test.ts"],
          pool: "forks",
          fileParallelism: false,
          testTimeout: 120_000,
          hookTimeout: 120_000,
        },
      },
    ],
  },
});
