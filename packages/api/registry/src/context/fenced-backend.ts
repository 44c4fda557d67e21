import { type Fence, type Lease, type Stored, StoreError } from "@engenho/core";
import { andThen, type MaybePromise } from "@engenho/machinery";
import type { Backend, BackendWrite, CommitResult, StorageKey } from "@engenho/storage";

/** How often a Lease may change between its read and the commit; its holder renews it every two seconds. */
const maximumAttempts = 5;

/**
 * A view of a backend that commits only while a Lease has the holder and the term of a fence. The Lease is read right
 * before the commit and passed with it as a guard, for backends that other processes write to: if the Lease was only
 * renewed in between, the commit is retried. Otherwise commits throw StoreError `Conflict`.
 */
export function fencedBackend(backend: Backend, fence: Fence): Backend {
  return {
    get resourceVersion() {
      return backend.resourceVersion;
    },
    get: (wanted) => backend.get(wanted),
    list: (kind, options) => backend.list(kind, options),
    count: (kind) => backend.count(kind),
    commit: (write) => commitGuarded(backend, { fence, write, attempt: 1 }),
    watch: (options) => backend.watch(options),
    close: () => backend.close(),
  };
}

interface GuardedCommit {
  readonly fence: Fence;
  readonly write: BackendWrite;
  /** From 1. */
  readonly attempt: number;
}

function commitGuarded(backend: Backend, { fence, write, attempt }: GuardedCommit): MaybePromise<CommitResult> {
  const { namespace, name } = fence;
  const key: StorageKey = { group: "coordination.k8s.io", kind: "Lease", namespace, name };
  return andThen(backend.get(key), (lease) => {
    checkFence(lease, fence);
    const committed = backend.commit({ ...write, guard: { key, object: lease as Stored } });
    return andThen(committed, (result): MaybePromise<CommitResult> => {
      if (result.type !== "conflict" || hasMoved(write, result.current)) return result;
      if (attempt < maximumAttempts) return commitGuarded(backend, { fence, write, attempt: attempt + 1 });
      throw new StoreError(
        "Conflict",
        `the Lease ${namespace}/${name} changed during each of ${attempt} attempts to write`,
      );
    });
  });
}

/** Whether a conflict is about the object of the write, not about its guard. */
function hasMoved(write: BackendWrite, current: Stored | undefined): boolean {
  const expected = write.type === "create" ? undefined : write.previous.metadata;
  return current?.metadata.uid !== expected?.uid || current?.metadata.resourceVersion !== expected?.resourceVersion;
}

function checkFence(lease: Stored | undefined, { namespace, name, holderIdentity, leaseTransitions }: Fence): void {
  const spec = (lease as Stored<Lease> | undefined)?.spec;
  if (spec?.holderIdentity === holderIdentity && (spec.leaseTransitions ?? 0) === leaseTransitions) return;
  const holder = JSON.stringify(spec?.holderIdentity ?? "");
  throw new StoreError(
    "Conflict",
    `the Lease ${namespace}/${name} is held by ${holder}, no longer by ${JSON.stringify(holderIdentity)} in term ${leaseTransitions}`,
  );
}
