import { controllerReference, definedFields, type Pod } from "@engenho/core";
import type { ReplicaOwner } from "./replica-kind.js";

/** Creates a new pod of one owner; the pods share all parts that are the same. */
export type PodMaker = () => Pod;

/**
 * Returns a function that makes pods from `owner`'s template (RS-40). The spec is shared by reference: it is immutable, and
 * a store that has validated it once need not do so again. Name, namespace and UID of the template are ignored.
 */
export function podMaker(owner: ReplicaOwner): PodMaker {
  const { name = "", namespace } = owner.metadata;
  const template = owner.spec?.template;
  const { labels, annotations, finalizers } = template?.metadata ?? {};
  const spec = template?.spec;
  // Frozen, because in Node 20 each copy of an unfrozen object gets its own hidden class.
  const metadata = Object.freeze(
    definedFields({
      generateName: generateNameOf(name),
      namespace,
      labels,
      annotations,
      finalizers,
      ownerReferences: [controllerReference(owner)],
    }),
  );
  // The object and its metadata belong to the store once they are passed to it, so each pod has its own.
  const empty = (): Pod => ({ apiVersion: "v1", kind: "Pod", metadata: { ...metadata } });
  return spec === undefined ? empty : () => ({ apiVersion: "v1", kind: "Pod", metadata: { ...metadata }, spec });
}

/** RS-41: whether the template has labels, without which the pods could not be selected. */
export function hasTemplateLabels(owner: ReplicaOwner): boolean {
  return Object.keys(owner.spec?.template?.metadata?.labels ?? {}).length > 0;
}

const subdomain = /^[a-z0-9](?:[-a-z0-9]*[a-z0-9])?(?:\.[a-z0-9](?:[-a-z0-9]*[a-z0-9])?)*$/;
const longestName = 253;

/** `<name>-`, or the name alone if that is not a valid prefix (RS-40; upstream's getPodsPrefix). */
function generateNameOf(name: string): string {
  const prefix = `${name}-`;
  // A trailing dash is valid in a prefix; like upstream, the last two characters are replaced by a letter before validation.
  const masked = prefix.length > 1 ? `${prefix.slice(0, -2)}a` : prefix;
  return masked.length <= longestName && subdomain.test(masked) ? prefix : name;
}
