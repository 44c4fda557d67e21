import type { FlowControl } from "@engenho/apiserver";
import { createKeyedController, flowSchemas, type KeyedController, priorityLevelConfigurations } from "@engenho/core";
import type { ServerObjectsOptions } from "./index.js";

const everything = "objects";

/** Configures the server's flow control with the FlowSchemas and priority levels of the store, whenever they change. */
export function createFlowControlFollower(
  options: Pick<ServerObjectsOptions, "store" | "clock" | "logger"> & { readonly flowControl: FlowControl },
): KeyedController {
  const { store, clock, logger, flowControl } = options;
  // Changes of their status do not concern the server.
  let obeyed = "";
  return createKeyedController({
    name: "flow-control",
    store,
    clock,
    logger,
    watches: [flowSchemas, priorityLevelConfigurations].map((kind) => ({ kind, keysOf: () => [everything] })),
    listKeys: async () => [everything],
    async reconcile() {
      const [schemas, levels] = await Promise.all([store.list(flowSchemas), store.list(priorityLevelConfigurations)]);
      const versions = [...schemas.items, ...levels.items].map(
        ({ metadata: { uid, generation } }) => `${uid} ${generation}`,
      );
      const all = versions.join();
      if (all === obeyed) return { changed: false };
      flowControl.configure({ flowSchemas: schemas.items, priorityLevels: levels.items });
      obeyed = all;
      return { changed: false };
    },
  });
}
