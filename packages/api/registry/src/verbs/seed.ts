import { copyWith, type KubernetesObject } from "@engenho/core";
import { isPending, type MaybePromise } from "@engenho/machinery";
import { type RegistryContext, timestampNow } from "../context/registry-context.js";
import { buildMetadata } from "../metadata/metadata.js";
import { storageKey } from "../model/storage-key.js";

/**
 * Commits objects as they are, except for uid and creationTimestamp: without decoding, defaults, admission and validation. Returns those
 * that were not created, because there is an object of their name.
 */
export function seedObjects(
  context: RegistryContext,
  objects: readonly KubernetesObject[],
): MaybePromise<readonly KubernetesObject[]> {
  const existing: KubernetesObject[] = [];
  let pending: Promise<void> | undefined;
  for (const object of objects) {
    const seed = (): MaybePromise<void> => {
      const outcome = seedObject(context, object);
      const note = (created: boolean) => {
        if (!created) existing.push(object);
      };
      return isPending(outcome) ? outcome.then(note) : note(outcome);
    };
    if (pending !== undefined) pending = pending.then(seed);
    else {
      const done = seed();
      if (isPending(done)) pending = done;
    }
  }
  return pending === undefined ? existing : pending.then(() => existing);
}

/** Whether it was created. */
function seedObject(context: RegistryContext, object: KubernetesObject): MaybePromise<boolean> {
  const resource = context.catalogue.find(object);
  const { metadata } = object;
  const key = storageKey(resource, metadata.namespace, metadata.name ?? "");
  const seeded = buildMetadata(
    copyWith(metadata, { uid: context.random.uuid(), creationTimestamp: timestampNow(context) }),
  );
  const committed = context.backend.commit({ type: "create", key, object: copyWith(object, { metadata: seeded }) });
  const announce = (result: Awaited<typeof committed>): MaybePromise<boolean> => {
    if (result.type !== "committed") return false;
    const told = context.committed({ type: "create", key, object: result.object });
    return isPending(told) ? told.then(() => true) : true;
  };
  return isPending(committed) ? committed.then(announce) : announce(committed);
}
