import { createApiServer } from "@engenho/apiserver";
import { createClusterRoleAggregation } from "@engenho/clusterrole-aggregation";
import { silentLogger } from "@engenho/core";
import { createDeploymentController } from "@engenho/deployment";
import { createGarbageCollector } from "@engenho/gc";
import { createNodeRegistrar, createPodBinder, createPodLifecycle } from "@engenho/hollow-node";
import { createControlPlane, defaultManagerOptions, startManager } from "@engenho/manager";
import { createNamespaceController } from "@engenho/namespace";
import { createReplicaSetController } from "@engenho/replicaset";
import { createReplicationControllerController } from "@engenho/replicationcontroller";
import { createResourceQuotaController } from "@engenho/resourcequota";
import {
  createEndpointSliceController,
  createEndpointSliceMirroringController,
  createEndpointsController,
} from "@engenho/service";
import { createRootCaPublisher, createServiceAccountController } from "@engenho/serviceaccount";
import { createPersistentVolumeClaimProtection, createPersistentVolumeProtection } from "@engenho/storage-protection";
import { createMemoryStore } from "@engenho/store-memory";
import { describe, expect, it } from "vitest";

type Factory = (options: never) => unknown;

const store = createMemoryStore();
/**
 * Values that none of the options accepts: all of them are objects, functions, numbers, strings or booleans with further
 * constraints.
 */
const nonsense = Symbol("nonsense");

const common = ["store", "clock", "logger"];
const factories: [factory: Factory, required: object, options: readonly string[]][] = [
  [createDeploymentController, {}, [...common, "recorder", "concurrency", "terminatingReplicas", "backoff"]],
  [createReplicaSetController, {}, [...common, "recorder", "concurrency", "burst", "terminatingReplicas", "backoff"]],
  [createReplicationControllerController, {}, [...common, "recorder", "concurrency", "burst", "backoff"]],
  [createEndpointsController, {}, [...common, "recorder", "concurrency", "endpointUpdatesBatchPeriodMs", "backoff"]],
  [
    createEndpointSliceController,
    {},
    [...common, "recorder", "concurrency", "maxEndpointsPerSlice", "endpointSliceUpdatesBatchPeriodMs", "backoff"],
  ],
  [
    createEndpointSliceMirroringController,
    {},
    [...common, "recorder", "concurrency", "maxEndpointsPerSubset", "endpointSliceUpdatesBatchPeriodMs", "backoff"],
  ],
  [createGarbageCollector, {}, [...common, "recorder", "concurrency"]],
  [createNamespaceController, {}, [...common, "concurrency", "deletionDelayMs"]],
  [createServiceAccountController, {}, [...common, "serviceAccounts"]],
  [createRootCaPublisher, { rootCa: "PEM" }, [...common, "rootCa"]],
  [createResourceQuotaController, {}, common],
  [createPersistentVolumeClaimProtection, {}, common],
  [createPersistentVolumeProtection, {}, common],
  [createClusterRoleAggregation, {}, common],
  [createNodeRegistrar, {}, [...common, "nodes", "podCapacity", "kubeletVersion", "heartbeatIntervalMs"]],
  [createPodBinder, {}, [...common, "schedulerName", "recorder"]],
  [createPodLifecycle, {}, [...common, "podStartupMs"]],
  [
    createControlPlane,
    {},
    [
      ...common,
      "storeOf",
      "controllers",
      "nodes",
      "podCapacity",
      "podStartupMs",
      "namespaceDeletionDelayMs",
      "rootCa",
      "eventTtlMs",
      "eventBytes",
      "debounceMs",
      "fallbackIntervalMs",
      "metrics",
    ],
  ],
  [
    createApiServer,
    { authenticate: () => undefined },
    [
      ...common,
      "kinds",
      "descriptions",
      "tls",
      "authenticate",
      "random",
      "version",
      "metrics",
      "extraRoutes",
      "healthChecks",
      "duplicateFields",
      "maxConnections",
      "limits",
      "serializedBytes",
    ],
  ],
];

describe("Libraries 5: every option of every entry point is validated", () => {
  const options = factories.flatMap(([factory, required, names]) =>
    names.map((option) => [factory.name, option, factory, { store, ...required }] as const),
  );
  it.each(options)("%s: %s", (_name, option, factory, required) => {
    const make = () => factory({ ...required, [option]: nonsense } as never);
    expect(make).toThrow(TypeError);
    expect(make).toThrow(`: ${option}: Symbol(nonsense) is not `);
  });

  it.each(factories.map(([factory, required]) => [factory.name, factory, required] as const))(
    "%s: without a store, and with an option that it does not have",
    (_name, factory, required) => {
      // A control plane creates its own.
      const needsStore = factory !== createControlPlane;
      if (needsStore) expect(() => factory(required as never)).toThrow(/: store is missing: it must be a Store$/);
      expect(() => factory({ ...required, stroe: store } as never)).toThrow('did you mean "store"?');
      expect(() => factory({ store, ...required } as never)).not.toThrow();
    },
  );

  const durations: [name: string, make: (value: number) => unknown][] = [
    ["deletionDelayMs", (deletionDelayMs) => createNamespaceController({ store, deletionDelayMs })],
    ["podStartupMs", (podStartupMs) => createPodLifecycle({ store, podStartupMs })],
    ["heartbeatIntervalMs", (heartbeatIntervalMs) => createNodeRegistrar({ store, heartbeatIntervalMs })],
    [
      "endpointUpdatesBatchPeriodMs",
      (value) => createEndpointsController({ store, endpointUpdatesBatchPeriodMs: value }),
    ],
  ];
  it.each(durations)("%s: an invalid duration is a RangeError", (name, make) => {
    for (const value of [-1, Number.NaN]) {
      expect(() => make(value)).toThrow(RangeError);
      expect(() => make(value)).toThrow(`${name}: ${value} is not `);
    }
  });

  it.each(Object.keys(defaultManagerOptions))("startManager: %s", async (option) => {
    const start = startManager({ ...defaultManagerOptions, [option]: nonsense } as never, { logger: silentLogger });
    await expect(start).rejects.toThrow(TypeError);
    await expect(start).rejects.toThrow(`startManager: ${option}: Symbol(nonsense) is not `);
  });

  it("startManager: without a logger, and with a flag's name", async () => {
    await expect(startManager(defaultManagerOptions, {} as never)).rejects.toThrow(
      new TypeError("startManager: context: logger is missing: it must be a Logger"),
    );
    const options = { ...defaultManagerOptions, "bind-address": "127.0.0.1" };
    await expect(startManager(options, { logger: silentLogger })).rejects.toThrow('did you mean "bindAddress"?');
  });
});
