import { describeStore } from "@engenho/core/testing";
import { describe, it } from "vitest";
import { startTestCluster } from "./support/test-cluster.js";

/** The tests of the suite that a client of an API server cannot pass. */
const exceptions: readonly (readonly [title: string, why: string])[] = [
  [
    "the resourceVersion of a watch is that of the last commit",
    "a watch of one kind does not learn of commits of others",
  ],
  [
    "a reader that is too slow gets the number of missed commits",
    "the number of commits that have arrived by then depends on the network",
  ],
  ["a store has no timer", "the timeout of a finished request is cancelled one turn later"],
  [
    "deleting a definition deletes its objects",
    "a list contains the commits of others that precede it, so they are not events",
  ],
  ["a definition stays until custom objects with finalizers", "as above"],
];

describeStore(
  "the store over an API server",
  async ({ clock, random, watchHistoryLimit }) => {
    const history = watchHistoryLimit === undefined ? {} : { watchHistoryLimit };
    const cluster = await startTestCluster({ clock, random, ...history });
    const store = await cluster.open(history);
    return { ...store, close: () => cluster.close() };
  },
  {
    describe,
    it(title, body) {
      const why = exceptions.find(([start]) => title.startsWith(start))?.[1];
      if (why === undefined) it(title, body);
      else it.skip(`${title} (skipped: ${why})`, () => {});
    },
  },
);
