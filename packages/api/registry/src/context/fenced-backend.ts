import { type Fence, type Lease, type Stored, StoreError } from "@engenho/core";
import { andThen } from "@engenho/machinery";
import type { Backend, StorageKey } from "@engenho/storage";

/**
 * A view of a backend that commits only while a Lease has the holder and the term of a fence. The Lease is read right before the commit,
 * which carries it, for backends where something can come between the two. Commits throw StoreError `Conflict` otherwise.
 */
export function fencedBackend(backend: Backend, fence: Fence): Backend {
  const key: StorageKey = {
    group: "coordination.k8s.io",
    kind: "Lease",
    namespace: fence.namespace,
    name: fence.name,
  };
  return {
    get resourceVersion() {
      return backend.resourceVersion;
    },
    get: (wanted) => backend.get(wanted),
    list: (kind, options) => backend.list(kind, options),
    count: (kind) => backend.count(kind),
    commit: (write) =>
      andThen(backend.get(key), (lease) => {
        checkFence(lease, fence);
        return backend.commit({ ...write, guard: { key, object: lease as Stored } });
      }),
    watch: (options) => backend.watch(options),
    close: () => backend.close(),
  };
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
