import type { StatusCause } from "@engenho/core";
import { Causes, dns1123SubdomainFaults, type LongWork } from "@engenho/machinery";
import { checkApproval } from "./api-approval.js";
import { type ConversionLeniency, checkConversion, hasBrokenBundle, hasUnknownReviews } from "./conversion-checks.js";
import { type CustomResourceDefinition, type DefinitionSpec, isConditionTrue } from "./definition.js";
import { checkNames, checkRequiredNames } from "./definition-names.js";
import { checkVersions } from "./definition-versions.js";
import { checkStoredVersions } from "./stored-versions.js";

const newDefinition: ConversionLeniency = { allowBrokenBundle: true, allowUnknownReviews: false };

/** Errors in the name of a definition, beyond its format. */
export function definitionNameFaults(name: string, { spec }: CustomResourceDefinition): readonly string[] {
  const wanted = `${spec?.names?.plural ?? ""}.${spec?.group ?? ""}`;
  return name === wanted ? [] : ['must be spec.names.plural+"."+spec.group'];
}

/**
 * Errors in a definition, except its metadata (upstream: ValidateCustomResourceDefinition and
 * ValidateCustomResourceDefinitionUpdate). `previous` is the stored one; undefined on create.
 */
export function* checkDefinition(
  definition: CustomResourceDefinition,
  previous?: CustomResourceDefinition,
): LongWork<readonly StatusCause[]> {
  const causes = new Causes();
  yield* checkSpec(definition.spec ?? {}, previous, causes);
  if (previous !== undefined) checkImmutable(definition.spec ?? {}, previous, causes);
  checkBesideSpec(definition, previous, causes);
  return causes.list;
}

/** As {@link checkDefinition} for an update with an unchanged spec, which was validated when it was written. */
export function checkUnchangedDefinition(
  definition: CustomResourceDefinition,
  previous: CustomResourceDefinition,
): readonly StatusCause[] {
  const causes = new Causes();
  checkBesideSpec(definition, previous, causes);
  return causes.list;
}

function checkBesideSpec(
  definition: CustomResourceDefinition,
  previous: CustomResourceDefinition | undefined,
  causes: Causes,
): void {
  checkNames(definition.status?.acceptedNames ?? {}, "status.acceptedNames", causes);
  checkStoredVersions(definition, causes);
  checkApproval(definition, previous, causes);
  if (definition.spec?.preserveUnknownFields !== true) return;
  const detail =
    "cannot set to true, set x-kubernetes-preserve-unknown-fields to true in spec.versions[*].schema instead";
  causes.invalid("spec.preserveUnknownFields", true, detail);
}

/** Errors in a write of `/status` (upstream: ValidateUpdateCustomResourceDefinitionStatus). */
export function checkDefinitionStatus({ status }: CustomResourceDefinition): readonly StatusCause[] {
  const causes = new Causes();
  checkNames(status?.acceptedNames ?? {}, "status.acceptedNames", causes);
  return causes.list;
}

function* checkSpec(
  spec: DefinitionSpec,
  previous: CustomResourceDefinition | undefined,
  causes: Causes,
): LongWork<void> {
  const { group = "", scope = "", names = {}, conversion } = spec;
  checkGroup(group, causes);
  checkScope(scope, causes);
  const checkCommonParts = yield* checkVersions(spec, { causes, previous });
  checkRequiredNames(names, "spec.names", causes);
  checkNames(names, "spec.names", causes);
  yield* checkCommonParts();
  const { strategy = "" } = conversion ?? {};
  if (conversion !== undefined && strategy !== "None" && spec.preserveUnknownFields === true) {
    const detail = "must be None if spec.preserveUnknownFields is true";
    causes.invalid("spec.conversion.strategy", strategy, detail);
  }
  checkConversion(conversion, previous === undefined ? newDefinition : leniencyOf(previous), causes);
}

/** Errors that upstream tolerates because they are stored. */
function leniencyOf(current: CustomResourceDefinition): ConversionLeniency {
  const conversion = current.spec?.conversion;
  return {
    allowBrokenBundle: !isConditionTrue(current, "Established") || hasBrokenBundle(conversion),
    allowUnknownReviews: hasUnknownReviews(conversion),
  };
}

function checkGroup(group: string, causes: Causes): void {
  if (group === "") {
    causes.required("spec.group");
    return;
  }
  const faults = dns1123SubdomainFaults(group);
  if (faults.length > 0) causes.invalid("spec.group", group, faults.join(","));
  else if (!group.includes(".")) causes.invalid("spec.group", group, "should be a domain with at least one dot");
}

function checkScope(scope: string, causes: Causes): void {
  if (scope === "") causes.required("spec.scope");
  else if (scope !== "Cluster" && scope !== "Namespaced")
    causes.notSupported("spec.scope", scope, ["Cluster", "Namespaced"]);
}

function checkImmutable(after: DefinitionSpec, current: CustomResourceDefinition, causes: Causes): void {
  const before = current.spec ?? {};
  const immutable = (field: string, value: string | undefined, was: string | undefined) => {
    if (value !== was) causes.invalid(field, value ?? "", "field is immutable");
  };
  if (isConditionTrue(current, "Established")) {
    immutable("spec.scope", after.scope, before.scope);
    immutable("spec.names.kind", after.names?.kind, before.names?.kind);
  }
  immutable("spec.group", after.group, before.group);
  immutable("spec.names.plural", after.names?.plural, before.names?.plural);
}
