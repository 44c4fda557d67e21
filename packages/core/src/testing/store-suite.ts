import { creationTests } from "./store-suite/creation.js";
import { customKindTests } from "./store-suite/custom-kinds.js";
import { deletionTests } from "./store-suite/deletion.js";
import { immutabilityTests } from "./store-suite/immutability.js";
import { lifeTests } from "./store-suite/life.js";
import { listTests } from "./store-suite/lists.js";
import { metadataTests } from "./store-suite/metadata.js";
import { namespaceTests } from "./store-suite/namespaces.js";
import { pagingTests } from "./store-suite/paging.js";
import { patchTests } from "./store-suite/patches.js";
import { podDeletionTests } from "./store-suite/pod-deletion.js";
import { propagationTests } from "./store-suite/propagation.js";
import { createScenario, type StoreFactory, type TestRunner } from "./store-suite/scenario.js";
import { subresourceTests } from "./store-suite/subresources.js";
import { updateTests } from "./store-suite/updates.js";
import { watchTests } from "./store-suite/watches.js";

/**
 * Defines the tests of the `Store` contract: call it from a test file with the test runner's `describe` and `it`
 * (vitest's, jest's, node:test's) and a factory that opens an empty store.
 *
 * @example
 * describeStore("the memory store", async (setup) => createMemoryStore(setup), { describe, it });
 */
export function describeStore(name: string, open: StoreFactory, runner: TestRunner): void {
  const scenario = createScenario(open, runner);
  runner.describe(name, () => {
    for (const [topic, tests] of topics) runner.describe(topic, () => tests(scenario));
  });
}

const topics = [
  ["creation", creationTests],
  ["metadata", metadataTests],
  ["updates", updateTests],
  ["subresources", subresourceTests],
  ["patches", patchTests],
  ["deletion", deletionTests],
  ["propagation", propagationTests],
  ["deletion of pods", podDeletionTests],
  ["namespaces", namespaceTests],
  ["lists", listTests],
  ["paging", pagingTests],
  ["watches", watchTests],
  ["shared objects", immutabilityTests],
  ["custom kinds", customKindTests],
  ["closing", lifeTests],
] as const;
