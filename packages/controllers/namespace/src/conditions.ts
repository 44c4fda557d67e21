import { copyWith, formatTime, type Namespace } from "@engenho/core";
import type { Remains } from "./remains.js";

type Condition = NonNullable<NonNullable<Namespace["status"]>["conditions"]>[number];

/** The result of one attempt to delete a namespace's content. */
export interface Attempt {
  /** Errors of failed deletions and lists. */
  readonly failures: readonly string[];
  readonly remains: Remains;
}

/**
 * The conditions about the progress of the deletion (upstream: pkg/controller/namespace/deletion/status_condition_utils.go).
 * A condition with unchanged status, reason and message keeps its lastTransitionTime.
 */
export function deletionConditions(
  before: readonly Condition[],
  attempt: Attempt,
  nowMs: number,
): readonly Condition[] {
  const { failures, remains } = attempt;
  const reported = [
    condition(
      "NamespaceDeletionDiscoveryFailure",
      false,
      "ResourcesDiscovered",
      "All resources successfully discovered",
    ),
    condition(
      "NamespaceDeletionGroupVersionParsingFailure",
      false,
      "ParsedGroupVersions",
      "All legacy kube types successfully parsed",
    ),
    failures.length > 0
      ? condition("NamespaceDeletionContentFailure", true, "ContentDeletionFailed", failures.join(", "))
      : condition(
          "NamespaceDeletionContentFailure",
          false,
          "ContentDeleted",
          "All content successfully deleted, may be waiting on finalization",
        ),
    remains.objects.size > 0
      ? condition(
          "NamespaceContentRemaining",
          true,
          "SomeResourcesRemain",
          `Some resources are remaining: ${listObjects(remains)}`,
        )
      : condition("NamespaceContentRemaining", false, "ContentRemoved", "All content successfully removed"),
    remains.finalizers.size > 0
      ? condition(
          "NamespaceFinalizersRemaining",
          true,
          "SomeFinalizersRemain",
          `Some content in the namespace has finalizers remaining: ${listFinalizers(remains)}`,
        )
      : condition(
          "NamespaceFinalizersRemaining",
          false,
          "ContentHasNoFinalizers",
          "All content-preserving finalizers finished",
        ),
  ];
  return reported.map((next) => {
    const known = before.find((each) => each.type === next.type);
    if (known?.status === next.status && known.reason === next.reason && known.message === next.message) return known;
    return copyWith(next, { lastTransitionTime: formatTime(nowMs) });
  });
}

function condition(type: string, status: boolean, reason: string, message: string) {
  return { type, status: status ? "True" : "False", reason, message };
}

function listObjects({ objects }: Remains): string {
  return [...objects]
    .map(([resource, count]) => `${resource} has ${count} resource instances`)
    .sort()
    .join(", ");
}

function listFinalizers({ finalizers }: Remains): string {
  return [...finalizers]
    .map(([finalizer, count]) => `${finalizer} in ${count} resource instances`)
    .sort()
    .join(", ");
}
