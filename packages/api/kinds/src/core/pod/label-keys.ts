import { copyWith, definedFields, type LabelSelector, type ObjectMeta, type PodSpec } from "@engenho/core";
import { mapShared, withFields } from "@engenho/registry";
import type { LabelKeys } from "../../pod-template/spec/label-keys.js";

type Affinity = NonNullable<PodSpec["affinity"]>;
type PodAffinity = NonNullable<Affinity["podAffinity"]>;
type Requirement = NonNullable<LabelSelector["matchExpressions"]>[number];
type Labels = ObjectMeta["labels"];

/**
 * The spec of a new Pod with its own labels merged into the selectors of its affinity and of its spread constraints:
 * `matchLabelKeys` select Pods with the same value, `mismatchLabelKeys` those with a different one (upstream:
 * mutatePodAffinity, mutateTopologySpreadConstraints).
 */
export function withLabelKeysApplied(spec: PodSpec, labels: Labels): PodSpec {
  const { affinity, topologySpreadConstraints } = spec;
  if (
    affinity?.podAffinity === undefined &&
    affinity?.podAntiAffinity === undefined &&
    topologySpreadConstraints === undefined
  ) {
    return spec;
  }
  const constraints = topologySpreadConstraints && mapShared(topologySpreadConstraints, (one) => applied(one, labels));
  return withFields<PodSpec>(
    spec,
    definedFields({
      affinity: affinity === undefined ? undefined : ofAffinity(affinity, labels),
      topologySpreadConstraints: constraints,
    }),
  );
}

function ofAffinity(affinity: Affinity, labels: Labels): Affinity {
  const { podAffinity, podAntiAffinity } = affinity;
  return withFields<Affinity>(
    affinity,
    definedFields({
      podAffinity: podAffinity === undefined ? undefined : ofPodAffinity(podAffinity, labels),
      podAntiAffinity: podAntiAffinity === undefined ? undefined : ofPodAffinity(podAntiAffinity, labels),
    }),
  );
}

function ofPodAffinity(affinity: PodAffinity, labels: Labels): PodAffinity {
  const {
    requiredDuringSchedulingIgnoredDuringExecution: required,
    preferredDuringSchedulingIgnoredDuringExecution: preferred,
  } = affinity;
  return withFields<PodAffinity>(
    affinity,
    definedFields({
      requiredDuringSchedulingIgnoredDuringExecution:
        required === undefined ? undefined : mapShared(required, (term) => applied(term, labels)),
      preferredDuringSchedulingIgnoredDuringExecution:
        preferred === undefined
          ? undefined
          : mapShared(preferred, (weighted) =>
              weighted.podAffinityTerm === undefined
                ? weighted
                : withFields(weighted, { podAffinityTerm: applied(weighted.podAffinityTerm, labels) }),
            ),
    }),
  );
}

/** Nothing is added to an absent selector, which selects no Pods. */
function applied<T extends LabelKeys>(term: T, labels: Labels = {}): T {
  const { labelSelector, matchLabelKeys = [], mismatchLabelKeys = [] } = term;
  if (labelSelector === undefined) return term;
  const added = [...requirements(matchLabelKeys, "In", labels), ...requirements(mismatchLabelKeys, "NotIn", labels)];
  if (added.length === 0) return term;
  const matchExpressions = [...(labelSelector.matchExpressions ?? []), ...added];
  return withFields<LabelKeys>(term, { labelSelector: copyWith(labelSelector, { matchExpressions }) }) as T;
}

function requirements(keys: readonly string[], operator: "In" | "NotIn", labels: NonNullable<Labels>): Requirement[] {
  return keys.flatMap((key) => {
    const value = Object.hasOwn(labels, key) ? labels[key] : undefined;
    return value === undefined ? [] : [{ key, operator, values: [value] }];
  });
}
