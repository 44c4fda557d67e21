import { buildMetadata, type Strategy } from "@engenho/registry";
import { customResourceCleanupFinalizer } from "./custom-kind-rules.js";

/**
 * `strategy`, and the cleanup finalizer: the first deletion of a CustomResourceDefinition only sets the deletionTimestamp and
 * adds the finalizer, whatever other finalizers there are.
 */
export function withCleanup(strategy: Strategy): Strategy {
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
