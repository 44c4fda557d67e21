import { describeStore, seededRandom } from "@engenho/core/testing";
import { createStandardRegistry } from "@engenho/standard-registry";
import { describe, it } from "vitest";
import { TableBackend } from "./support/table-backend.js";

describeStore(
  "a registry over an asynchronous backend",
  async (setup) => {
    const backend = new TableBackend({ watchHistoryLimit: setup.watchHistoryLimit, delays: seededRandom(3) });
    const store = createStandardRegistry(backend, setup);
    return {
      get: (...call) => store.get(...call),
      list: (...call) => store.list(...call),
      create: (...call) => store.create(...call),
      update: (...call) => store.update(...call),
      patch: (...call) => store.patch(...call),
      delete: (...call) => store.delete(...call),
      watch: (...call) => store.watch(...call),
      subresource: (...call) => store.subresource(...call),
      kinds: () => store.kinds(),
      close: async () => backend.close(),
    };
  },
  { describe, it },
);
