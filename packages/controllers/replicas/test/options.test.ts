import { createReplicaController, type ReplicaControllerOptions, type ReplicaKind } from "@engenho/replicas";
import { createMemoryStore } from "@engenho/store-memory";
import { describe, expect, it } from "vitest";

const store = createMemoryStore();
const make = (options: unknown) => () =>
  createReplicaController(
    { controllerName: "replicaset-controller" } as ReplicaKind,
    options as ReplicaControllerOptions,
  );

describe("Libraries 5: errors name the invalid option, its value and what is expected", () => {
  it.each([
    [{}, new TypeError("replicaset-controller: store is missing: it must be a Store")],
    [
      { store, terminatingReplicas: "yes" },
      new TypeError('replicaset-controller: terminatingReplicas: "yes" is not true or false'),
    ],
    [{ store, burst: 0 }, new RangeError("replicaset-controller: burst: 0 is not a whole number of 1 or more")],
  ])("%o", (options, error) => {
    expect(make(options)).toThrow(error);
  });
});
