import { type StatusCause, strictlyEqual } from "@engenho/core";
import type { LongWork } from "../long-work.js";
import { Causes } from "../validation/causes.js";
import { dns1035LabelFaults, dns1123SubdomainFaults } from "../validation/names.js";
import { type ConversionLeniency, checkConversion, hasBrokenBundle, hasUnknownReviews } from "./conversion-checks.js";
import {
  type CustomResourceDefinition,
  type DefinitionColumn,
  type DefinitionNames,
  type DefinitionSpec,
  type DefinitionSubresources,
  type DefinitionVersion,
  isConditionTrue,
} from "./definition.js";
import { checkVersionSchema } from "./definition-schema.js";
import { checkSelectableFields } from "./selectable-fields.js";

const columnTypes = ["boolean", "date", "integer", "number", "string"];
const columnFormats = ["binary", "byte", "date", "date-time", "double", "float", "int32", "int64", "password"];
const maxWarningLength = 256;
const approvalAnnotation = "api-approved.kubernetes.io";

const newDefinition: ConversionLeniency = { allowBrokenBundle: true, allowUnknownReviews: false };

/**
 * What is wrong with a definition, apart from its metadata's form (upstream: ValidateCustomResourceDefinition). `previous`
 * is the stored one; undefined at creation.
 */
export function* checkDefinition(
  definition: CustomResourceDefinition,
  previous?: CustomResourceDefinition,
): LongWork<readonly StatusCause[]> {
  const causes = new Causes();
  const spec = definition.spec ?? {};
  const { group = "", names = {} } = spec;
  const { name = "" } = definition.metadata;
  if (name !== `${names.plural ?? ""}.${group}`) {
    causes.invalid("metadata.name", name, 'must be spec.names.plural+"."+spec.group');
  }
  checkGroup(group, causes);
  checkScope(spec.scope ?? "", causes);
  yield* checkVersions(spec, previous, causes);
  checkNames(names, "spec.names", causes);
  checkConversion(spec.conversion, previous === undefined ? newDefinition : leniencyOf(previous), causes);
  checkStoredVersions(definition, causes);
  checkApproval(definition, causes);
  if (spec.preserveUnknownFields === true) {
    const detail =
      "cannot set to true, set x-kubernetes-preserve-unknown-fields to true in spec.versions[*].schema instead";
    causes.invalid("spec.preserveUnknownFields", true, detail);
  }
  return causes.list;
}

/** What upstream lets pass for the sake of what is stored. */
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

function* checkVersions(
  spec: DefinitionSpec,
  previous: CustomResourceDefinition | undefined,
  causes: Causes,
): LongWork<void> {
  const versions = spec.versions ?? [];
  for (const [index, version] of versions.entries()) {
    if (version.schema?.openAPIV3Schema === undefined)
      causes.required(`spec.versions[${index}].schema.openAPIV3Schema`);
  }
  // What all versions share, upstream has at the top of its internal form, and says so in its messages.
  const shared = (part: (version: DefinitionVersion) => unknown) =>
    versions.every((version) => strictlyEqual(part(version), part(versions[0] as DefinitionVersion)));
  const sharedSchema = shared((version) => version.schema);
  const sharedSubresources = shared((version) => version.subresources);
  const sharedColumns = shared((version) => version.additionalPrinterColumns);
  for (const [index, version] of versions.entries()) {
    const path = `spec.versions[${index}]`;
    const faults = dns1035LabelFaults(version.name ?? "");
    if (faults.length > 0) causes.invalid(`${path}.name`, version.name ?? "", faults.join(","));
    checkDeprecation(version, path, causes);
    if (!sharedSchema) yield* checkVersionSchema(version, `${path}.schema`, { causes, previous });
    if (!sharedSubresources) checkSubresources(version.subresources, `${path}.subresources`, causes);
    if (!sharedColumns) checkColumns(version.additionalPrinterColumns, `${path}.additionalPrinterColumns`, causes);
    checkSelectableFields(
      version,
      versions.length === 1 ? "spec.selectableFields" : `${path}.selectableFields`,
      causes,
    );
  }
  if (new Set(versions.map((version) => version.name)).size < versions.length) {
    causes.invalid("spec.versions", versions, "must contain unique version names");
  }
  if (versions.filter((version) => version.storage === true).length !== 1) {
    causes.invalid("spec.versions", versions, "must have exactly one version marked as storage version");
  }
  const [first] = versions;
  if (first === undefined) return;
  if (sharedSchema) yield* checkVersionSchema(first, "spec.validation", { causes, previous });
  if (sharedSubresources) checkSubresources(first.subresources, "spec.subresources", causes);
  if (sharedColumns) checkColumns(first.additionalPrinterColumns, "spec.additionalPrinterColumns", causes);
}

function checkDeprecation({ deprecated, deprecationWarning }: DefinitionVersion, path: string, causes: Causes): void {
  if (deprecationWarning === undefined) return;
  const at = `${path}.deprecationWarning`;
  if (deprecated !== true) causes.invalid(at, deprecationWarning, "can only be set for deprecated versions");
  else if (deprecationWarning.length > maxWarningLength) {
    causes.invalid(at, deprecationWarning, `must be <= ${maxWarningLength} characters long`);
  } else if (deprecationWarning === "") causes.invalid(at, deprecationWarning, "must not be empty");
}

function checkNames(names: DefinitionNames, path: string, causes: Causes): void {
  for (const field of ["plural", "singular", "kind", "listKind"] as const) {
    if ((names[field] ?? "") === "") causes.required(`${path}.${field}`);
  }
  for (const field of ["plural", "singular"] as const) checkLabel(names[field] ?? "", `${path}.${field}`, causes);
  for (const field of ["kind", "listKind"] as const) {
    const name = names[field] ?? "";
    const faults = name === "" ? [] : dns1035LabelFaults(name.toLowerCase());
    if (faults.length > 0) {
      causes.invalid(`${path}.${field}`, name, `may have mixed case, but should otherwise match: ${faults.join(",")}`);
    }
  }
  for (const [index, name] of (names.shortNames ?? []).entries())
    checkLabel(name, `${path}.shortNames[${index}]`, causes);
  if ((names.kind ?? "") !== "" && names.kind === names.listKind) {
    causes.invalid(`${path}.listKind`, names.listKind, "kind and listKind may not be the same");
  }
  for (const [index, name] of (names.categories ?? []).entries())
    checkLabel(name, `${path}.categories[${index}]`, causes);
}

function checkLabel(name: string, path: string, causes: Causes): void {
  const faults = name === "" ? [] : dns1035LabelFaults(name);
  if (faults.length > 0) causes.invalid(path, name, faults.join(","));
}

function checkSubresources(subresources: DefinitionSubresources | undefined, path: string, causes: Causes): void {
  const scale = subresources?.scale;
  if (scale === undefined) return;
  const { specReplicasPath = "", statusReplicasPath = "", labelSelectorPath = "" } = scale;
  checkScalePath(specReplicasPath, `${path}.scale.specReplicasPath`, {
    causes,
    roots: [".spec."],
    detail: "should be a json path under .spec",
  });
  checkScalePath(statusReplicasPath, `${path}.scale.statusReplicasPath`, {
    causes,
    roots: [".status."],
    detail: "should be a json path under .status",
  });
  if (labelSelectorPath === "") return;
  const detail = "should be a json path under either .spec or .status";
  checkScalePath(labelSelectorPath, `${path}.scale.labelSelectorPath`, {
    causes,
    roots: [".spec.", ".status."],
    detail,
  });
}

interface PathRule {
  readonly causes: Causes;
  readonly roots: readonly string[];
  readonly detail: string;
}

function checkScalePath(value: string, path: string, { causes, roots, detail }: PathRule): void {
  if (value === "") causes.required(path);
  else if (!value.startsWith(".")) causes.invalid(path, value, "must be a simple json path starting with .");
  else if (!roots.some((root) => value.startsWith(root))) causes.invalid(path, value, detail);
}

function checkColumns(columns: readonly DefinitionColumn[] | undefined, path: string, causes: Causes): void {
  for (const [index, { name = "", type = "", format = "", jsonPath = "" }] of (columns ?? []).entries()) {
    const at = `${path}[${index}]`;
    const mustBeType = `must be one of ${columnTypes.join(",")}`;
    if (name === "") causes.required(`${at}.name`);
    if (type === "") causes.required(`${at}.type`, mustBeType);
    else if (!columnTypes.includes(type)) causes.invalid(`${at}.type`, type, mustBeType);
    if (format !== "" && !columnFormats.includes(format)) {
      causes.invalid(`${at}.format`, format, `must be one of ${columnFormats.join(",")}`);
    }
    if (jsonPath === "") causes.required(`${at}.JSONPath`);
    else if (!jsonPath.startsWith(".")) {
      causes.invalid(`${at}.JSONPath`, jsonPath, "must be a simple json path starting with .");
    }
  }
}

/** Checks `status.storedVersions`: the storage version is among them, and each is still defined. */
export function checkStoredVersions({ spec, status }: CustomResourceDefinition, causes: Causes): void {
  const path = "status.storedVersions";
  const stored = status?.storedVersions ?? [];
  if (stored.length === 0) {
    causes.invalid(path, stored, "must have at least one stored version");
    return;
  }
  const names = new Set((spec?.versions ?? []).map((version) => version.name));
  for (const { name, storage } of spec?.versions ?? []) {
    if (storage === true && !stored.includes(name))
      causes.invalid(path, stored, `must have the storage version ${name}`);
  }
  for (const [index, name] of stored.entries()) {
    if (names.has(name)) continue;
    const detail =
      `missing from spec.versions; ${name} was previously a storage version, and must remain in spec.versions until a ` +
      `storage migration ensures no data remains persisted in ${name} and removes ${name} from status.storedVersions`;
    causes.invalid(`${path}[${index}]`, name, detail);
  }
}

/** The groups of the Kubernetes community are kept for what it has approved. */
export function checkApproval({ spec, metadata }: CustomResourceDefinition, causes: Causes): void {
  const group = spec?.group ?? "";
  const isProtected = ["k8s.io", "kubernetes.io"].some((domain) => group === domain || group.endsWith(`.${domain}`));
  if (!isProtected) return;
  const value = metadata.annotations?.[approvalAnnotation] ?? "";
  const path = `metadata.annotations[${approvalAnnotation}]`;
  if (value === "") {
    causes.required(
      path,
      'protected groups must have approval annotation "api-approved.kubernetes.io", see https://github.com/kubernetes/enhancements/pull/1111',
    );
  } else if (!value.startsWith("unapproved") && !/^https?:\/\/[^/]+\/.+/.test(value)) {
    const detail = `protected groups must have approval annotation "api-approved.kubernetes.io" with either a URL or a reason starting with "unapproved", see https://github.com/kubernetes/enhancements/pull/1111`;
    causes.invalid(path, value, detail);
  }
}
