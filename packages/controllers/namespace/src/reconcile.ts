import {
  type Clock,
  errorMessage,
  findObject,
  groupOf,
  isStoreError,
  type KubernetesObject,
  type Namespace,
  namespaces,
  parseTime,
  type ReconcileResult,
  type ServedKind,
  type Store,
  type Stored,
  splitKey,
  strictlyEqual,
} from "@engenho/core";
import { deletionConditions } from "./conditions.js";
import { countRemains } from "./remains.js";

/** The finalizer in spec.finalizers that belongs to this controller. */
const ownFinalizer = "kubernetes";

/** The delay between attempts: short at first, because pods terminate quickly; up to five seconds while finalizers block. */
const firstPauseMs = 20;
const longestPauseMs = 5_000;

/** The result of deleting one kind's objects. */
interface DeletedContent {
  readonly kind: ServedKind;
  readonly left: readonly Stored[];
  readonly failure?: string;
}

/** What the reconcile function needs. */
export interface ReconcilerContext {
  readonly store: Store;
  readonly clock: Clock;
  /** The delay between the deletion of a namespace and that of its content. */
  readonly deletionDelayMs: number;
}

/** Returns the reconcile function; it counts the attempts for each namespace. */
export function createReconciler(context: ReconcilerContext): (name: string) => Promise<ReconcileResult> {
  const { store, clock, deletionDelayMs } = context;
  const attempts = new Map<string, number>();

  return async function reconcile(name) {
    const namespace = await findObject(store, namespaces, splitKey(name));
    if (
      namespace?.metadata.deletionTimestamp === undefined ||
      !(namespace.spec?.finalizers ?? []).includes(ownFinalizer)
    ) {
      attempts.delete(name);
      return { changed: false };
    }
    // The deletion event is delayed in the queue; a tick of everything is not.
    const leftMs = (parseTime(namespace.metadata.deletionTimestamp) ?? 0) + deletionDelayMs - clock.now();
    if (leftMs > 0) return { changed: false, requeueAfterMs: Math.min(leftMs, deletionDelayMs) };
    const content = await deleteContent(store, name);
    const failures = content.flatMap(({ failure }) => failure ?? []);
    const remains = countRemains(content.map(({ kind, left }) => [kind, left] as const));
    if (failures.length === 0 && remains.objects.size === 0) {
      attempts.delete(name);
      await finalize(store, namespace);
      return { changed: true };
    }
    const before = namespace.status?.conditions ?? [];
    const conditions = deletionConditions(before, { failures, remains }, clock.now());
    const changed = !strictlyEqual(before, conditions);
    if (changed) await store.update(withConditions(namespace, conditions), { subresource: "status" });
    const attempt = attempts.get(name) ?? 0;
    attempts.set(name, attempt + 1);
    return { changed, requeueAfterMs: Math.min(firstPauseMs * 2 ** attempt, longestPauseMs) };
  };
}

/** Deletes the pods, and everything else once there are none (OrderedNamespaceDeletion). */
async function deleteContent(store: Store, namespace: string): Promise<readonly DeletedContent[]> {
  const kinds = oncePerResource((await store.kinds()).filter(isContent));
  const pods = kinds.filter(isPod);
  const podContent = await Promise.all(pods.map((kind) => deleteKind(store, kind, namespace)));
  if (podContent.some(({ left, failure }) => left.length > 0 || failure !== undefined)) return podContent;
  return Promise.all(kinds.filter((kind) => !isPod(kind)).map((kind) => deleteKind(store, kind, namespace)));
}

function isContent(kind: ServedKind): boolean {
  return kind.namespaced && kind.verbs.includes("delete") && kind.verbs.includes("list");
}

/** All versions of a resource have the same objects, so one of them, the first, is enough. */
function oncePerResource(kinds: readonly ServedKind[]): readonly ServedKind[] {
  const byResource = new Map<string, ServedKind>();
  for (const kind of kinds) {
    const resource = `${kind.plural}.${groupOf(kind.apiVersion)}`;
    if (!byResource.has(resource)) byResource.set(resource, kind);
  }
  return [...byResource.values()];
}

function isPod(kind: ServedKind): boolean {
  return kind.kind === "Pod" && groupOf(kind.apiVersion) === "";
}

async function deleteKind(store: Store, kind: ServedKind, namespace: string): Promise<DeletedContent> {
  try {
    const { items } = await store.list(kind, { namespace });
    if (items.length === 0) return { kind, left: [] };
    const results = await Promise.allSettled(
      items
        .filter(({ metadata }) => metadata.deletionTimestamp === undefined)
        .map((object) => deleteObject(store, kind, object)),
    );
    const failed = results.find((result) => result.status === "rejected");
    const left = (await store.list(kind, { namespace })).items;
    return failed === undefined
      ? { kind, left }
      : { kind, left, failure: String(failed.reason?.message ?? failed.reason) };
  } catch (error) {
    // The kind may have been removed with its definition since discovery.
    if (isStoreError(error, "NoKindMatch")) return { kind, left: [] };
    if (isStoreError(error, "Closed")) throw error;
    return { kind, left: [], failure: errorMessage(error) };
  }
}

async function deleteObject(store: Store, { apiVersion, kind }: ServedKind, object: Stored): Promise<void> {
  const { namespace, name, uid } = object.metadata;
  try {
    await store.delete(
      { apiVersion, kind },
      { namespace, name },
      { propagationPolicy: "Background", preconditions: { uid } },
    );
  } catch (error) {
    if (!isStoreError(error, "NotFound", "Conflict")) throw error;
  }
}

function withConditions(namespace: Stored<Namespace>, conditions: readonly unknown[]): KubernetesObject {
  return { ...namespace, status: { ...namespace.status, phase: "Terminating", conditions } } as KubernetesObject;
}

async function finalize(store: Store, namespace: Stored<Namespace>): Promise<void> {
  const finalizers = (namespace.spec?.finalizers ?? []).filter((finalizer) => finalizer !== ownFinalizer);
  const next = { ...namespace, spec: { ...namespace.spec, finalizers } } as KubernetesObject;
  try {
    await store.update(next, { subresource: "finalize" });
  } catch (error) {
    if (!isStoreError(error, "NotFound")) throw error;
  }
}
