import { controllerReference, type Pod } from "@engenho/core";
import type { ReplicaOwner } from "./replica-kind.js";

/** What every pod of one owner is created from; its parts are shared by all of them. */
export type PodMaker = () => Pod;

/**
 * Prepares to make pods of `owner`'s template (RS-40). The spec is shared by reference: it is immutable, and a store
 * that has checked it once need not do so again. Nothing of the template's identity is taken over.
 */
export function podMaker(owner: ReplicaOwner): PodMaker {
  const { name = "", namespace } = owner.metadata;
  const template = owner.spec?.template;
  const { labels, annotations, finalizers } = template?.metadata ?? {};
  const spec = template?.spec;
  // Frozen, for in Node 20 each copy of what is not frozen has a hidden class of its own.
  const metadata = Object.freeze({
    generateName: generateNameOf(name),
    ...(namespace === undefined ? {} : { namespace }),
    ...(labels === undefined ? {} : { labels }),
    ...(annotations === undefined ? {} : { annotations }),
    ...(finalizers === undefined ? {} : { finalizers }),
    ownerReferences: [controllerReference(owner)],
  });
  return () => ({
    apiVersion: "v1",
    kind: "Pod",
    // The object and its metadata belong to the store once they are given to it, so each pod has its own.
    metadata: { ...metadata },
    ...(spec === undefined ? {} : { spec }),
  });
}

/** Whether pods can be told by labels at all (RS-41). */
export function hasTemplateLabels(owner: ReplicaOwner): boolean {
  return Object.keys(owner.spec?.template?.metadata?.labels ?? {}).length > 0;
}

const subdomain = /^[a-z0-9](?:[-a-z0-9]*[a-z0-9])?(?:\.[a-z0-9](?:[-a-z0-9]*[a-z0-9])?)*$/;
const longestName = 253;

/** `<name>-`, or the name alone where that is no valid beginning of a name (RS-40; upstream's getPodsPrefix). */
function generateNameOf(name: string): string {
  const prefix = `${name}-`;
  // A dash at the end is fine in a prefix; upstream puts a letter in its and its neighbour's place before it checks.
  const masked = prefix.length > 1 ? `${prefix.slice(0, -2)}a` : prefix;
  return masked.length <= longestName && subdomain.test(masked) ? prefix : name;
}
