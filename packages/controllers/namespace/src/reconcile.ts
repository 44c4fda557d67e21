import {
  type Clock,
  errorMessage,
  findObject,
  groupOf,
  isStoreError,
  type KubernetesObject,
  listPages,
  type Namespace,
  namespaces,
  parseTime,
  type ReconcileContext,
  type ReconcileResult,
  type ServedKind,
  type Store,
  type Stored,
  splitKey,
  startPaced,
  strictlyEqual,
  type TimeSlice,
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
export function createReconciler(
  context: ReconcilerContext,
): (name: string, run: Pick<ReconcileContext, "slice">) => Promise<ReconcileResult> {
  const { store, clock, deletionDelayMs } = context;
  const attempts = new Map<string, number>();

  return async function reconcile(name, { slice }) {
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
    const content = await deleteContent({ store, slice, namespace: name });
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

/** The namespace whose content is deleted, and what that needs. */
interface Deletion {
  readonly store: Store;
  readonly slice: TimeSlice;
  readonly namespace: string;
}

/** Deletes the pods, and everything else once there are none (OrderedNamespaceDeletion). */
async function deleteContent(deletion: Deletion): Promise<readonly DeletedContent[]> {
  const kinds = oncePerResource((await deletion.store.kinds()).filter(isContent));
  const pods = kinds.filter(isPod);
  const podContent = await Promise.all(pods.map((kind) => deleteKind(deletion, kind)));
  if (podContent.some(({ left, failure }) => left.length > 0 || failure !== undefined)) return podContent;
  return Promise.all(kinds.filter((kind) => !isPod(kind)).map((kind) => deleteKind(deletion, kind)));
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

/** Deletes a page of objects concurrently, then the next page. */
async function deleteKind({ store, slice, namespace }: Deletion, kind: ServedKind): Promise<DeletedContent> {
  const failures: unknown[] = [];
  let found = 0;
  try {
    for await (const { items } of listPages(store, kind, { namespace, slice })) {
      found += items.length;
      const wanted = items.filter(({ metadata }) => metadata.deletionTimestamp === undefined);
      await startPaced(wanted.length, slice, async (index) => {
        try {
          await deleteObject(store, kind, wanted[index] as Stored);
        } catch (error) {
          failures.push(error);
        }
      });
    }
    const left = found === 0 ? [] : await listLeft({ store, slice, namespace }, kind);
    return failures.length === 0 ? { kind, left } : { kind, left, failure: errorMessage(failures[0]) };
  } catch (error) {
    // The kind may have been removed with its definition since discovery.
    if (isStoreError(error, "NoKindMatch")) return { kind, left: [] };
    if (isStoreError(error, "Closed")) throw error;
    return { kind, left: [], failure: errorMessage(error) };
  }
}

/** Each object once, although pages repeat objects when their version expires. */
async function listLeft({ store, slice, namespace }: Deletion, kind: ServedKind): Promise<readonly Stored[]> {
  const left = new Map<string, Stored>();
  for await (const { items } of listPages(store, kind, { namespace, slice })) {
    for (const object of items) left.set(object.metadata.uid, object);
  }
  return [...left.values()];
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
