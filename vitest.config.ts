import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";

const root = fileURLToPath(new URL(".", import.meta.url));

export default defineConfig({
  resolve: {
    alias: [
      { find: "@engenho/core/replicas", replacement: `${root}packages/core/src/replicas/index.ts` },
      { find: "@engenho/core/testing", replacement: `${root}packages/core/src/testing/index.ts` },
      { find: "@engenho/kinds/descriptions", replacement: `${root}packages/kinds/src/descriptions.ts` },
      { find: "@engenho/manager", replacement: `${root}apps/manager/src/index.ts` },
      { find: /^@engenho\/([a-z-]+)$/, replacement: `${root}packages/$1/src/index.ts` },
    ],
  },
  test: {
    maxWorkers: 2,
    setupFiles: [`${root}tests/support/configure-properties.ts`],
    projects: [
      {
        extends: true,
        test: {
          name: "unit",
          include: ["packages/*/test/**/*.test.ts", "apps/*/test/**/*.test.ts"],
          pool: "threads",
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
