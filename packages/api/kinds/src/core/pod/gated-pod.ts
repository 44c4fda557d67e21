import type { PodSpec } from "@engenho/core";
import type { Causes } from "@engenho/machinery";
import { sameByMeaning } from "../../shared/equality.js";
import { goStructValue } from "../../shared/go-diff/go-struct-value.js";

type NodeAffinity = NonNullable<NonNullable<PodSpec["affinity"]>["nodeAffinity"]>;
type NodeSelectorTerm = NonNullable<
  NonNullable<NodeAffinity["requiredDuringSchedulingIgnoredDuringExecution"]>["nodeSelectorTerms"]
>[number];

const sameAffinity = sameByMeaning("io.k8s.api.core.v1.NodeAffinity");
const sameRequirements = sameByMeaning("io.k8s.api.core.v1.NodeSelectorTerm", "matchExpressions");

const additionsOnly = "only additions to spec.nodeSelector are allowed (no mutations or deletions)";

/**
 * Checks an update of where a gated Pod may run: it may only become more restrictive. Returns the new spec with all of these
 * fields reset to their old values. Upstream: ValidatePodUpdate, "Handle validations specific to gated pods".
 */
export function checkGatedPodUpdate(next: PodSpec, current: PodSpec, causes: Causes): PodSpec {
  const [selector, before] = [next.nodeSelector ?? {}, current.nodeSelector ?? {}];
  if (Object.entries(before).some(([key, value]) => !Object.hasOwn(selector, key) || selector[key] !== value)) {
    causes.invalid("spec.nodeSelector", next.nodeSelector ?? null, additionsOnly);
  }
  const restored = { ...next, nodeSelector: current.nodeSelector } as PodSpec;
  const [affinity, affinityBefore] = [next.affinity?.nodeAffinity, current.affinity?.nodeAffinity];
  if (sameAffinity(affinity, affinityBefore)) return restored;
  checkTerms(affinity, affinityBefore, causes);
  if (next.affinity === undefined) return { ...restored, affinity: { nodeAffinity: affinityBefore } } as PodSpec;
  const others = next.affinity.podAffinity ?? next.affinity.podAntiAffinity;
  if (current.affinity === undefined && others === undefined) return { ...restored, affinity: undefined } as never;
  return { ...restored, affinity: { ...next.affinity, nodeAffinity: affinityBefore } } as PodSpec;
}

function checkTerms(next: NodeAffinity | undefined, current: NodeAffinity | undefined, causes: Causes): void {
  const path = "spec.affinity.nodeAffinity.requiredDuringSchedulingIgnoredDuringExecution.nodeSelectorTerms";
  const before = current?.requiredDuringSchedulingIgnoredDuringExecution?.nodeSelectorTerms ?? [];
  const after = next?.requiredDuringSchedulingIgnoredDuringExecution?.nodeSelectorTerms ?? [];
  if (before.length > 0 && before.length !== after.length) {
    const printed = after.length === 0 ? null : after.map(goTerm);
    causes.invalid(path, printed, "no additions/deletions to non-empty NodeSelectorTerms list are allowed");
    return;
  }
  for (const [index, term] of before.entries()) {
    const changed = after[index] as NodeSelectorTerm;
    if (hasOnlyAdditions(changed, term)) continue;
    causes.invalid(`${path}[${index}]`, goTerm(changed), "only additions are allowed (no mutations or deletions)");
  }
}

function hasOnlyAdditions(next: NodeSelectorTerm, current: NodeSelectorTerm): boolean {
  const fields = ["matchExpressions", "matchFields"] as const;
  const wasEmpty = fields.every((field) => (current[field] ?? []).length === 0);
  if (wasEmpty) return fields.every((field) => (next[field] ?? []).length === 0);
  return fields.every((field) => {
    const before = current[field] ?? [];
    return sameRequirements((next[field] ?? []).slice(0, before.length), before);
  });
}

function goTerm(term: NodeSelectorTerm): unknown {
  return goStructValue("NodeSelectorTerm", term);
}
