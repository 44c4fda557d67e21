// The types of a Store's verbs (cases Libraries 4). This file is only type-checked, never run; each `@ts-expect-error` is a claim, too.
import {
  type DeleteResult,
  type Deployment,
  deployments,
  findObject,
  type KindReference,
  type KubernetesObject,
  listKeysOf,
  listPages,
  type Node,
  nodes,
  type ObjectList,
  type ObjectReference,
  type Patch,
  type Pod,
  pods,
  type Store,
  type Stored,
  type TimeSlice,
  type WatchEvent,
} from "../../src/index.js";
import { expectType } from "./expect-type.js";

declare const store: Store;
declare const key: { readonly namespace: string; readonly name: string };
declare const pod: Stored<Pod>;
declare const patch: Patch;
declare const slice: TimeSlice;

export async function tokensTypeTheirObjects(): Promise<void> {
  expectType<Stored<Pod>>()(await store.get(pods, key));
  expectType<ObjectList<Deployment>>()(await store.list(deployments, { namespace: "default" }));
  expectType<Stored<Pod>>()(await store.patch(pods, key, patch));
  expectType<DeleteResult<Pod>>()(await store.delete(pods, key));
  expectType<Stored<Pod> | undefined>()(await findObject(store, pods, key));
  for await (const page of listPages(store, pods, { slice })) expectType<ObjectList<Pod>>()(page);
  await listKeysOf(store, pods, { slice, isWanted: (each) => each.spec?.nodeName === "node" });
  // @ts-expect-error A Pod has no replicas.
  await listKeysOf(store, pods, { slice, isWanted: (each) => each.spec?.replicas === 1 });
}

export async function anObjectStandsForItsKindAndItsMetadataForItsKey(): Promise<void> {
  expectType<Stored<Pod>>()(await store.get(pod, pod.metadata));
  expectType<Stored<Pod>>()(await store.patch(pod, pod.metadata, patch));
  expectType<DeleteResult<Pod>>()(await store.delete(pod, pod.metadata));
  const unsaved: Pod = { apiVersion: "v1", kind: "Pod", metadata: {} };
  // @ts-expect-error An object that was not returned by a store may have no name.
  await store.get(unsaved, unsaved.metadata);
}

export async function plainReferencesGiveKubernetesObjects(
  dynamic: KindReference,
  reference: ObjectReference,
): Promise<void> {
  expectType<Stored>()(await store.get(dynamic, key));
  expectType<Stored>()(await store.get(reference, reference));
  expectType<ObjectList>()(await store.list({ apiVersion: "v1", kind: "Pod" }));
  // @ts-expect-error A plain reference does not give Pods.
  expectType<Stored<Pod>>()(await store.get({ apiVersion: "v1", kind: "Pod" }, key));
}

export async function aTypeThatIsNotTheKindsIsRefused(dynamic: KindReference): Promise<void> {
  // @ts-expect-error A Service is not a Pod.
  await store.get<Pod>({ apiVersion: "v1", kind: "Service" }, key);
  // @ts-expect-error Not in another version either.
  await store.get<Pod>({ apiVersion: "v2", kind: "Pod" }, key);
  // @ts-expect-error A kind known only at run time has no specific type.
  await store.list<Pod>(dynamic);
  // @ts-expect-error A Node is not a Pod.
  const wrong: Stored<Pod> = await store.get(nodes, key);
  return wrong as never;
}

export async function callsWithoutAKeyAreRefused(): Promise<void> {
  // @ts-expect-error The name is missing.
  await store.get(pods);
  // @ts-expect-error A key is an object, not a name.
  await store.get(pods, "web");
  // @ts-expect-error The kind comes first.
  await store.delete({ apiVersion: "v1", kind: "Pod", namespace: "default", name: "web" });
}

export async function createAndUpdateInferFromTheObject(): Promise<void> {
  const created = await store.create<Pod>({
    apiVersion: "v1",
    kind: "Pod",
    metadata: { name: "web" },
    spec: { containers: [{ name: "web", image: "nginx" }] },
  });
  expectType<Stored<Pod>>()(created);
  const updated: Pod = await store.update({ ...created, metadata: { ...created.metadata, labels: { app: "web" } } });
  // @ts-expect-error Objects returned by reads are shared and read-only.
  created.metadata.labels = {};
  // @ts-expect-error At any depth.
  created.spec?.containers.push({ name: "sidecar" });
  return updated as never;
}

export async function genericCodePassesTheTypeOn<T extends KubernetesObject>(kind: KindReference<T>): Promise<void> {
  expectType<Stored<T>>()(await store.get(kind, key));
}

export async function eventsAreThoseOfTheWatchedKinds(): Promise<void> {
  for await (const signal of store.watch({ kinds: [pods] })) {
    if (signal.type === "events") expectType<readonly WatchEvent<Pod>[]>()(signal.events);
  }
  for await (const signal of store.watch({ kinds: [pods, nodes] })) {
    if (signal.type !== "events") continue;
    for (const { object } of signal.events) {
      if (object.kind === "Pod") expectType<string | undefined>()(object.spec?.nodeName);
      else expectType<string>()(object.spec?.podCIDR ?? "");
    }
  }
  for await (const signal of store.watch()) {
    if (signal.type === "events") expectType<readonly WatchEvent[]>()(signal.events);
  }
}

export function aUnionOfKindsIsTheirObjects(event: WatchEvent<Pod | Node>): string | undefined {
  return event.object.kind === "Node" ? event.object.spec?.podCIDR : event.object.status?.podIP;
}
