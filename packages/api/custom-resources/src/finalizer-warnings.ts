import type { KubernetesObject } from "@engenho/core";
import type { KindWarnings } from "@engenho/kinds";
import { goQuote, isStandardFinalizer, qualifiedNameFaults } from "@engenho/machinery";

const advice = "to avoid accidental conflicts with other finalizer writers";

/** The warnings of custom objects: finalizers that may conflict with others. */
export const customKindWarnings: KindWarnings = {
  warningsOnCreate: (object) => finalizerWarnings(finalizersOf(object), []),
  warningsOnUpdate: (next, current) => finalizerWarnings(finalizersOf(next), finalizersOf(current)),
};

function finalizersOf({ metadata }: KubernetesObject): readonly string[] {
  return metadata.finalizers ?? [];
}

function finalizerWarnings(next: readonly string[], current: readonly string[]): readonly string[] {
  const added = [...new Set(next)].filter((name) => !current.includes(name)).sort();
  return added.flatMap((name) => {
    const at = `metadata.finalizers: ${goQuote(name)}:`;
    const faults = qualifiedNameFaults(name).map((fault) => `${at} ${fault}`);
    if (name.includes("/") || isStandardFinalizer(name)) return faults;
    const preferred = `domain-qualified finalizer name${name.includes(".") ? " including a path (/)" : ""}`;
    return [...faults, `${at} prefer a ${preferred} ${advice}`];
  });
}
