import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";

const root = fileURLToPath(new URL(".", import.meta.url));

export default defineConfig({
  resolve: {
    alias: [
      { find: "@engenho/core/testing", replacement: `${root}packages/core/src/testing/index.ts` },
      { find: "@engenho/manager", replacement: `${root}apps/manager/src/index.ts` },
      { find: /^@engenho\/([a-z-]+)$/, replacement: `${root}packages/$1/src/index.ts` },
    ],
  },
  test: {
    include: ["packages/*/test/**/*.test.ts", "apps/*/test/**/*.test.ts"],
    pool: "threads",
    maxWorkers: 2,
  },
});
