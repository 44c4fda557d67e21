import { definedFields } from "../objects/defined-fields.js";
import type { KindReference, KubernetesObject, ObjectMeta, Stored } from "../objects/object.js";
import { controllerReference } from "../objects/owner-references.js";

/** The metadata of a {@link storedObject}; a field that is undefined is absent. */
export type StoredMetadata = {
  readonly [Field in Exclude<keyof ObjectMeta, "name">]?: ObjectMeta[Field] | undefined;
} & {
  /** The object that controls this one. */
  readonly controller?: KubernetesObject | undefined;
  /** Whether it is terminating. */
  readonly deleting?: boolean | undefined;
};

/**
 * An object as a store returns it, for tests that need no store: `ns/<name>` with UID `uid-<name>` and resourceVersion 1,
 * unless `metadata` overrides it (`namespace: undefined` for a cluster-scoped one). `content` has the fields besides metadata.
 */
export function storedObject<T extends KubernetesObject = KubernetesObject>(
  { apiVersion, kind }: KindReference,
  name: string,
  metadata: StoredMetadata = {},
  content: object = {},
): Stored<T> {
  const { controller, deleting = false, ...others } = metadata;
  const ownerReferences = controller === undefined ? undefined : [controllerReference(controller)];
  const deletionTimestamp = deleting ? "2025-01-01T00:00:00Z" : undefined;
  const defaults = { namespace: "ns", uid: `uid-${name}`, resourceVersion: "1", ownerReferences, deletionTimestamp };
  return {
    apiVersion,
    kind,
    metadata: definedFields({ name, ...defaults, ...others }),
    ...content,
  } as Stored<T>;
}
