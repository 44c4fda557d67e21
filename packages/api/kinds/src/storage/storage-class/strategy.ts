import type { StatusCause, StorageClass, Stored } from "@engenho/core";
import { Causes, qualifiedNameFaults } from "@engenho/machinery";
import type { Strategy } from "@engenho/registry";
import { sameFieldByMeaning } from "../../shared/equality.js";
import { checkParameters, checkProvisioner } from "../class-parameters.js";

const immutableFields = ["parameters", "provisioner", "reclaimPolicy", "volumeBindingMode"] as const;
const bindingModes = ["Immediate", "WaitForFirstConsumer"] as const;
const reclaimPolicies = ["Delete", "Retain"] as const;

type Term = NonNullable<StorageClass["allowedTopologies"]>[number];
type Requirement = NonNullable<Term["matchLabelExpressions"]>[number];

const sameField = sameFieldByMeaning("io.k8s.api.storage.v1.StorageClass");

/** StorageClass of storage.k8s.io/v1: mostly immutable. */
export const storageClassStrategy: Strategy = {
  validateCreate(storageClass: StorageClass): readonly StatusCause[] {
    const causes = new Causes();
    const { reclaimPolicy = "", volumeBindingMode } = storageClass;
    checkProvisioner(storageClass.provisioner ?? "", "provisioner", causes);
    checkParameters(storageClass.parameters ?? {}, { causes, allowEmpty: true });
    if (reclaimPolicy !== "" && !(reclaimPolicies as readonly string[]).includes(reclaimPolicy)) {
      causes.notSupported("reclaimPolicy", reclaimPolicy, reclaimPolicies);
    }
    if (volumeBindingMode === undefined) causes.required("volumeBindingMode");
    else if (!(bindingModes as readonly string[]).includes(volumeBindingMode)) {
      causes.notSupported("volumeBindingMode", volumeBindingMode, bindingModes);
    }
    checkAllowedTopologies(storageClass.allowedTopologies ?? [], causes);
    return causes.list;
  },
  validateUpdate(next: StorageClass, current: Stored<StorageClass>): readonly StatusCause[] {
    const causes = new Causes();
    for (const field of immutableFields) {
      if (sameField(field, next[field], current[field])) continue;
      if (field === "volumeBindingMode") causes.invalid(field, next[field], "field is immutable");
      else causes.forbidden(field, `updates to ${field} are forbidden.`);
    }
    return causes.list;
  },
};

function checkAllowedTopologies(terms: readonly Term[], causes: Causes): void {
  // Upstream starts with as many empty terms as there are terms: an empty one is reported as a duplicate of each.
  const times = new Map([["", terms.length]]);
  for (const [index, term] of terms.entries()) {
    if (causes.isFull) return;
    const at = `allowedTopologies[${index}]`;
    const identity = checkTerm(term, at, causes);
    const seen = times.get(identity) ?? 0;
    for (let time = 0; time < seen && !causes.isFull; time++) causes.duplicate(`${at}.matchLabelExpressions`, "");
    times.set(identity, seen + 1);
  }
}

/** Upstream: ValidateTopologySelectorTerm. Returns a string that is equal for terms that allow the same. */
function checkTerm({ matchLabelExpressions = [] }: Term, path: string, causes: Causes): string {
  const values = new Map<string, readonly string[]>();
  for (const [index, requirement] of matchLabelExpressions.entries()) {
    const at = `${path}.matchLabelExpressions[${index}]`;
    const { key = "" } = requirement;
    const allowed = checkRequirement(requirement, at, causes);
    if (values.has(key)) causes.duplicate(`${at}.key`, key);
    values.set(key, allowed);
  }
  return values.size === 0 ? "" : JSON.stringify([...values].sort(([left], [right]) => (left < right ? -1 : 1)));
}

/** Upstream: validateTopologySelectorLabelRequirement. Returns the distinct values, sorted. */
function checkRequirement({ key = "", values = [] }: Requirement, path: string, causes: Causes): readonly string[] {
  if (values.length === 0) causes.required(`${path}.values`);
  const seen = new Set<string>();
  for (const [index, value] of values.entries()) {
    if (seen.has(value)) causes.duplicate(`${path}.values[${index}]`, value);
    seen.add(value);
  }
  causes.invalidEach(`${path}.key`, key, qualifiedNameFaults(key));
  return [...seen].sort();
}
