import { describeStore } from "@engenho/core/testing";
import { createMemoryStore } from "@engenho/store-memory";
import { describe, it } from "vitest";

describeStore("the memory store", async (setup) => createMemoryStore(setup), { describe, it });
