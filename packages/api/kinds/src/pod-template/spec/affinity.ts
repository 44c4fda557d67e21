import type { PodSpec } from "@engenho/core";
import {
  Causes,
  checkLabelSelector,
  checkSelectorRequirement,
  dns1123LabelFaults,
  dns1123SubdomainFaults,
  labelValueFaults,
  qualifiedNameFaults,
} from "@engenho/machinery";
import { checkLabelKeys } from "./label-keys.js";
import { tolerates } from "./tolerated-errors.js";

type Affinity = NonNullable<PodSpec["affinity"]>;
type NodeAffinity = NonNullable<Affinity["nodeAffinity"]>;
type PodAffinity = NonNullable<Affinity["podAffinity"]>;
type PodAffinityTerm = NonNullable<PodAffinity["requiredDuringSchedulingIgnoredDuringExecution"]>[number];
type NodeSelector = NonNullable<NodeAffinity["requiredDuringSchedulingIgnoredDuringExecution"]>;
type NodeSelectorTerm = NonNullable<
  NodeAffinity["preferredDuringSchedulingIgnoredDuringExecution"]
>[number]["preference"];

const required = "requiredDuringSchedulingIgnoredDuringExecution";
const preferred = "preferredDuringSchedulingIgnoredDuringExecution";

/** Checks `spec.affinity`. */
export function checkAffinity(affinity: Affinity | undefined, path: string, causes: Causes): void {
  if (affinity?.nodeAffinity !== undefined) checkNodeAffinity(affinity.nodeAffinity, `${path}.nodeAffinity`, causes);
  if (affinity?.podAffinity !== undefined) checkPodAffinity(affinity.podAffinity, `${path}.podAffinity`, causes);
  if (affinity?.podAntiAffinity !== undefined)
    checkPodAffinity(affinity.podAntiAffinity, `${path}.podAntiAffinity`, causes);
}

function checkNodeAffinity(affinity: NodeAffinity, path: string, causes: Causes): void {
  const selector = affinity[required];
  const checkValues = !tolerates(causes, "node-affinity-values");
  if (selector !== undefined) checkNodeSelector(selector, `${path}.${required}`, { causes, checkValues });
  for (const [index, term] of (affinity[preferred] ?? []).entries()) {
    const at = `${path}.${preferred}[${index}]`;
    checkWeight(term.weight, `${at}.weight`, causes);
    checkNodeSelectorTerm(term.preference, `${at}.preference`, { causes, checkValues: false });
  }
}

/**
 * Checks the terms of a node selector, which must have at least one. Values may be left unchecked if invalid ones are stored.
 */
export function checkNodeSelector(
  selector: NodeSelector,
  path: string,
  context: { readonly causes: Causes; readonly checkValues: boolean },
): void {
  const at = `${path}.nodeSelectorTerms`;
  const terms = selector.nodeSelectorTerms ?? [];
  if (terms.length === 0) context.causes.required(at, "must have at least one node selector term");
  for (const [index, term] of terms.entries()) checkNodeSelectorTerm(term, `${at}[${index}]`, context);
}

/** Whether the terms of a node selector contain invalid label values, which upstream once accepted. */
export function hasInvalidLabelValues(terms: NodeSelector["nodeSelectorTerms"] | undefined): boolean {
  return (terms ?? []).some(({ matchExpressions = [] }) =>
    matchExpressions.some(({ values = [] }) => values.some((value) => labelValueFaults(value).length > 0)),
  );
}

/** Checks one term of a node selector, as affinity and PersistentVolumes have them. */
function checkNodeSelectorTerm(
  term: NodeSelectorTerm | undefined,
  path: string,
  { causes, checkValues }: { readonly causes: Causes; readonly checkValues: boolean },
): void {
  for (const [index, requirement] of (term?.matchExpressions ?? []).entries()) {
    checkSelectorRequirement(requirement, `${path}.matchExpressions[${index}]`, {
      causes,
      checkValues,
      compares: true,
    });
  }
  for (const [index, requirement] of (term?.matchFields ?? []).entries()) {
    const at = `${path}.matchFields[${index}]`;
    const { key = "", operator = "", values = [] } = requirement;
    if (operator !== "In" && operator !== "NotIn")
      causes.invalid(`${at}.operator`, operator, "not a valid selector operator");
    else if (values.length !== 1) {
      const detail = "must be only one value when `operator` is 'In' or 'NotIn' for node field selector";
      causes.required(`${at}.values`, detail);
    }
    if (key !== "metadata.name") {
      causes.invalid(`${at}.key`, key, "not a valid field selector key");
      continue;
    }
    for (const [position, value] of values.entries()) {
      causes.invalidEach(`${at}.values[${position}]`, value, dns1123SubdomainFaults(value));
    }
  }
}

function checkPodAffinity(affinity: PodAffinity, path: string, causes: Causes): void {
  for (const [index, term] of (affinity[required] ?? []).entries()) {
    checkPodAffinityTerm(term, `${path}.${required}[${index}]`, causes);
  }
  for (const [index, weighted] of (affinity[preferred] ?? []).entries()) {
    const at = `${path}.${preferred}[${index}]`;
    checkWeight(weighted.weight, `${at}.weight`, causes);
    checkPodAffinityTerm(weighted.podAffinityTerm ?? {}, `${at}.podAffinityTerm`, causes);
  }
}

function checkPodAffinityTerm(term: Partial<PodAffinityTerm>, path: string, causes: Causes): void {
  checkTermSelectors(term, path, causes);
  for (const name of term.namespaces ?? []) causes.invalidEach(`${path}.namespace`, name, dns1123LabelFaults(name));
  checkLabelKeys(term, path, causes);
  const topologyKey = term.topologyKey ?? "";
  if (topologyKey === "") causes.required(`${path}.topologyKey`, "can not be empty");
  causes.invalidEach(`${path}.topologyKey`, topologyKey, qualifiedNameFaults(topologyKey));
}

function checkTermSelectors(term: Partial<PodAffinityTerm>, path: string, causes: Causes): void {
  const invalidValues = tolerates(causes, "affinity-selector-values");
  checkLabelSelector(term.labelSelector, `${path}.labelSelector`, causes, { invalidValues });
  checkLabelSelector(term.namespaceSelector, `${path}.namespaceSelector`, causes, { invalidValues });
}

/** Whether a term of the Pod affinity or anti-affinity has an invalid selector. */
export function hasInvalidTermSelectors(affinity: Affinity | undefined): boolean {
  const causes = new Causes();
  for (const pods of [affinity?.podAffinity, affinity?.podAntiAffinity]) {
    for (const term of pods?.[required] ?? []) checkTermSelectors(term, "", causes);
    for (const { podAffinityTerm } of pods?.[preferred] ?? []) checkTermSelectors(podAffinityTerm ?? {}, "", causes);
  }
  return causes.list.length > 0;
}

function checkWeight(weight: number | undefined, path: string, causes: Causes): void {
  const value = weight ?? 0;
  if (value <= 0 || value > 100) causes.invalid(path, value, "must be in the range 1-100");
}
