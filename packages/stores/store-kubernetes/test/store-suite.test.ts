import { describeStore } from "@engenho/core/testing";
import { describe, it } from "vitest";
import { startTestCluster } from "./support/test-cluster.js";

/** What the suite promises of stores that are an API server, and a client of one cannot. */
const exceptions: readonly (readonly [title: string, why: string])[] = [
  ["the resourceVersion of a watch is that of the last commit", "a watch of one kind is not told of commits of others"],
  ["a reader that is too slow gets the number of missed commits", "how many have arrived by then is up to the network"],
  ["an idle store has no timer", "a request that is ended has a deadline until its answer is, a turn later"],
  ["deleting a definition deletes its objects", "commits of others before the first list of a kind are in that list"],
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
