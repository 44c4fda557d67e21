import { KindFilter } from "@engenho/core";

export { createGarbageCollector, type GarbageCollectorOptions } from "./controller.js";

/** What the garbage collector has to hear of: everything. */
export const garbageCollectorKinds: KindFilter = KindFilter.all;
