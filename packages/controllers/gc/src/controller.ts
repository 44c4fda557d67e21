import {
  type Clock,
  checkOptions,
  createEventRecorder,
  createKeyedController,
  type EventRecorder,
  everyKind,
  groupOf,
  type KeyedController,
  type KindReference,
  type Logger,
  listPages,
  type OptionRules,
  optionRules,
  type ReconcileContext,
  type ReconcileResult,
  type ServedKind,
  type Store,
  systemClock,
  type TimeSlice,
  type WatchEvent,
} from "@engenho/core";
import { attemptToDelete } from "./attempt-to-delete.js";
import { attemptToOrphan } from "./attempt-to-orphan.js";
import type { GraphNode } from "./graph-node.js";
import { KindScopes } from "./kind-scopes.js";
import { OwnerGraph } from "./owner-graph.js";

/** Options of {@link createGarbageCollector}. */
export interface GarbageCollectorOptions {
  /** The store to collect garbage in: objects of all its kinds are watched. */
  readonly store: Store;
  /** How many objects are worked on at once. Default 20, as kube-controller-manager's `--concurrent-gc-syncs` (CM-12). */
  readonly concurrency?: number;
  /** Default: one that writes to the store. */
  readonly recorder?: EventRecorder;
  /** Default: the system's. */
  readonly clock?: Clock;
  /** Default: warnings and errors go to the console. */
  readonly logger?: Logger;
}

/** Events are neither owners nor dependents (GC-1). */
function isWatched({ apiVersion, kind }: KindReference): boolean {
  const group = groupOf(apiVersion);
  return !(kind === "Event" && (group === "" || group === "events.k8s.io"));
}

function isCollected(kind: ServedKind): boolean {
  return isWatched(kind) && ["delete", "list", "watch"].every((verb) => kind.verbs.includes(verb));
}

const rules: OptionRules<keyof GarbageCollectorOptions> = {
  store: optionRules.required(optionRules.store),
  clock: optionRules.clock,
  logger: optionRules.logger,
  recorder: optionRules.recorder,
  concurrency: optionRules.wholeNumber(1),
};

/**
 * The garbage collector: deletes objects whose owners are gone, and carries out foreground and orphaning deletions, for every kind that
 * the store serves (upstream: pkg/controller/garbagecollector). It keeps a graph of owners, which events update; it
 * lists everything only for a tick of everything.
 */
export function createGarbageCollector(options: GarbageCollectorOptions): KeyedController {
  checkOptions("createGarbageCollector", options, rules);
  const { store, concurrency = 20, clock = systemClock } = options;
  const logger = options.logger === undefined ? {} : { logger: options.logger };
  const recorder =
    options.recorder ?? createEventRecorder({ store, component: "garbage-collector-controller", clock, ...logger });
  const scopes = new KindScopes(store);
  /** Keys that the graph has enqueued since they were last taken. */
  let pendingKeys = new Set<string>();

  const queue = (node: GraphNode) => pendingKeys.add(`delete/${node.identity.uid}`);
  const graph = new OwnerGraph({
    attemptToDelete: queue,
    attemptToOrphan: (node) => pendingKeys.add(`orphan/${node.identity.uid}`),
    invalidNamespace: (dependent, ownerUid) => {
      if (dependent.reportOnce(ownerUid)) reportInvalidNamespace(recorder, dependent, ownerUid);
    },
  });

  function takePendingKeys(): ReadonlySet<string> {
    if (pendingKeys.size === 0) return none;
    const keys = pendingKeys;
    pendingKeys = new Set();
    return keys;
  }

  function keysOf(event: WatchEvent): ReadonlySet<string> {
    if (!isWatched(event.object)) return none;
    if (event.object.kind === "CustomResourceDefinition") scopes.reset();
    if (event.type === "DELETED") {
      graph.remove(event.object.metadata.uid);
    } else {
      graph.observe(event.object, event.type === "MODIFIED" ? event.previous : undefined);
    }
    return takePendingKeys();
  }

  async function listKeys(slice: TimeSlice): Promise<ReadonlySet<string>> {
    scopes.reset();
    graph.beginSweep();
    let version = Number.POSITIVE_INFINITY;
    const storedKinds = new Set<string>();
    for (const kind of await store.kinds()) {
      // One version of a kind is enough: all versions have the same objects.
      const groupKind = `${groupOf(kind.apiVersion)}/${kind.kind}`;
      if (!isCollected(kind) || storedKinds.has(groupKind)) continue;
      storedKinds.add(groupKind);
      version = Math.min(version, await sweepKind(kind, slice));
    }
    for (const _yield of graph.endSweep(Number.isFinite(version) ? version : 0)) await slice.giveWay();
    return takePendingKeys();
  }

  async function sweepKind(kind: ServedKind, slice: TimeSlice): Promise<number> {
    let version = Number.POSITIVE_INFINITY;
    for await (const page of listPages(store, kind, { slice })) {
      for (const object of page.items) graph.sweep(object);
      version = Math.min(version, Number(page.resourceVersion));
    }
    return version;
  }

  async function reconcile(key: string, { enqueue }: ReconcileContext): Promise<ReconcileResult> {
    const uid = key.slice(key.indexOf("/") + 1);
    try {
      return await (key.startsWith("orphan/")
        ? attemptToOrphan(store, graph, uid)
        : attemptToDelete({ store, graph, scopes, queue }, uid));
    } finally {
      for (const pending of takePendingKeys()) enqueue(pending);
    }
  }

  return createKeyedController({
    name: "garbage-collector-controller",
    concurrency,
    clock,
    ...logger,
    store,
    watches: [{ kind: everyKind, keysOf }],
    listKeys,
    reconcile,
  });
}

const none: ReadonlySet<string> = new Set();

function reportInvalidNamespace(recorder: EventRecorder, dependent: GraphNode, ownerUid: string): void {
  const reference = dependent.referenceTo(ownerUid);
  if (reference === undefined) return;
  const { apiVersion, kind, namespace, name, uid } = dependent.identity;
  const message =
    `ownerRef [${reference.apiVersion}/${reference.kind}, namespace: ${namespace}, name: ${reference.name}, uid: ${reference.uid}] ` +
    `does not exist in namespace "${namespace}"`;
  const metadata = { name, uid, ...(namespace === "" ? {} : { namespace }) };
  recorder.event({ apiVersion, kind, metadata }, "Warning", "OwnerRefInvalidNamespace", message);
}
