import type { KindDefinition } from "@engenho/kinds";
import { customResourceCleanupFinalizer } from "./custom-kind-rules.js";
import { buildMetadata } from "./metadata.js";
import type { Strategy } from "./strategy.js";

/**
 * `strategy`, and for CustomResourceDefinitions the cleanup finalizer: the first deletion only sets the deletionTimestamp and
 * adds the finalizer, whatever other finalizers there are.
 */
export function withCleanup(kind: KindDefinition, strategy: Strategy): Strategy {
  if (kind.kind !== "CustomResourceDefinition" || kind.group !== "apiextensions.k8s.io") return strategy;
  return {
    ...strategy,
    holdsDeletion: ({ metadata }) => metadata.deletionTimestamp === undefined,
    markForDeletion(definition, context) {
      const marked = strategy.markForDeletion?.(definition, context) ?? definition;
      const { finalizers = [] } = marked.metadata;
      if (finalizers.includes(customResourceCleanupFinalizer)) return marked;
      const metadata = { ...marked.metadata, finalizers: [...finalizers, customResourceCleanupFinalizer] };
      return { ...marked, metadata: buildMetadata(metadata) };
    },
  };
}
