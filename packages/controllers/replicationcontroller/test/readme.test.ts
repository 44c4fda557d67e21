import * as core from "@engenho/core";
import * as storeMemory from "@engenho/store-memory";
import { expect, it } from "vitest";
import { runReadme } from "../../replicas/test/readme-program.js";
import * as replicationcontroller from "../src/index.js";

it("the README's program runs unchanged and prints three pods", async () => {
  const printed = await runReadme(new URL("../README.md", import.meta.url), {
    "@engenho/core": core,
    "@engenho/replicationcontroller": replicationcontroller,
    "@engenho/store-memory": storeMemory,
  });
  expect(printed.map(([count]) => count)).toEqual([1, 2, 3]);
  for (const [, name] of printed) expect(name).toMatch(/^web-/);
});
