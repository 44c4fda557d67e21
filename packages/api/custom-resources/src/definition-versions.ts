import { strictlyEqual } from "@engenho/core";
import { byteLength, type Causes, dns1035LabelFaults, goPointer, type LongWork } from "@engenho/machinery";
import type {
  CustomResourceDefinition,
  DefinitionColumn,
  DefinitionSpec,
  DefinitionSubresources,
  DefinitionVersion,
} from "./definition.js";
import { checkVersionSchema } from "./definition-schema.js";
import { internalVersions, type SharedParts } from "./internal-form.js";
import { visitSchema } from "./schema-walk.js";
import { checkSelectableFields } from "./selectable-fields.js";

const columnTypes = ["boolean", "date", "integer", "number", "string"];
const columnFormats = ["byte", "date", "date-time", "double", "float", "int32", "int64", "password"];
/** In bytes. */
const maxWarningLength = 256;

/** What upstream moves to the top level of its internal version if all versions share it, and validates at the end. */
interface CommonParts {
  readonly shared: SharedParts;
  readonly first: DefinitionVersion | undefined;
  readonly hasStatus: boolean;
}

/** What the validation of all versions shares. `previous` is the stored definition; undefined on create. */
export interface VersionsContext {
  readonly causes: Causes;
  readonly previous: CustomResourceDefinition | undefined;
}

/**
 * Validates each version that differs from the others. Returns the validation of the fields that they share, which follows that of the names.
 */
export function* checkVersions(
  spec: DefinitionSpec,
  { causes, previous }: VersionsContext,
): LongWork<() => LongWork<void>> {
  const versions = spec.versions ?? [];
  for (const [index, version] of versions.entries()) {
    if (version.schema?.openAPIV3Schema === undefined) {
      causes.required(`spec.versions[${index}].schema.openAPIV3Schema`);
    }
  }
  const shared = sharedParts(versions);
  checkDefaultsAllowed(spec, causes);
  for (const [index, version] of versions.entries()) {
    const path = `spec.versions[${index}]`;
    const faults = dns1035LabelFaults(version.name ?? "");
    if (faults.length > 0) causes.invalid(`${path}.name`, version.name ?? "", faults.join(","));
    yield* checkVersion(version, path, { shared, causes, previous });
  }
  if (new Set(versions.map((version) => version.name)).size < versions.length) {
    causes.invalid("spec.versions", internalVersions(versions, shared), "must contain unique version names");
  }
  if (versions.filter((version) => version.storage === true).length !== 1) {
    const detail = "must have exactly one version marked as storage version";
    causes.invalid("spec.versions", internalVersions(versions, shared), detail);
  }
  const [first] = versions;
  // The former top-level field is still validated: the name of the first version.
  const faults = (first?.name ?? "") === "" ? [] : dns1035LabelFaults(first?.name ?? "");
  if (faults.length > 0) causes.invalid("spec.version", first?.name, faults.join(","));
  const hasStatus = versions.some(({ subresources }) => subresources?.status !== undefined);
  return () => checkCommon({ shared, first, hasStatus }, { causes, previous });
}

function sharedParts(versions: readonly DefinitionVersion[]): SharedParts {
  const isShared = (part: (version: DefinitionVersion) => unknown) =>
    versions.every((version) => strictlyEqual(part(version), part(versions[0] as DefinitionVersion)));
  return {
    schema: isShared((version) => version.schema),
    subresources: isShared((version) => version.subresources),
    columns: isShared((version) => version.additionalPrinterColumns ?? []),
    selectableFields: isShared((version) => version.selectableFields ?? []),
  };
}

function* checkVersion(
  version: DefinitionVersion,
  path: string,
  { shared, causes, previous }: VersionsContext & { readonly shared: SharedParts },
): LongWork<void> {
  checkDeprecation(version, path, causes);
  const hasStatus = version.subresources?.status !== undefined;
  if (!shared.schema) yield* checkVersionSchema(version, `${path}.schema`, { causes, previous, hasStatus });
  if (!shared.subresources) checkSubresources(version.subresources, `${path}.subresources`, causes);
  if (!shared.columns) checkColumns(version.additionalPrinterColumns, `${path}.additionalPrinterColumns`, causes);
  const { selectableFields = [], schema } = version;
  if (shared.selectableFields || selectableFields.length === 0) return;
  const root = shared.schema ? undefined : schema?.openAPIV3Schema;
  if (root === undefined) {
    const detail = "may only be set when `version.schema.openAPIV3Schema` is not included";
    causes.invalid(`${path}.selectableFields`, "", detail);
  } else checkSelectableFields(selectableFields, root, { path: `${path}.selectableFields`, causes });
}

function* checkCommon(
  { shared, first, hasStatus }: CommonParts,
  { causes, previous }: VersionsContext,
): LongWork<void> {
  if (first === undefined) return;
  if (shared.schema) yield* checkVersionSchema(first, "spec.validation", { causes, previous, hasStatus });
  if (shared.subresources) checkSubresources(first.subresources, "spec.subresources", causes);
  if (shared.columns) checkColumns(first.additionalPrinterColumns, "spec.additionalPrinterColumns", causes);
  const { selectableFields = [], schema } = first;
  if (!shared.selectableFields || selectableFields.length === 0) return;
  const path = "spec.selectableFields";
  if (!shared.schema || schema === undefined) {
    causes.invalid(path, "", "may only be set when validations.schema is included");
  } else if (schema.openAPIV3Schema !== undefined) {
    checkSelectableFields(selectableFields, schema.openAPIV3Schema, { path, causes });
  }
}

function checkDefaultsAllowed({ preserveUnknownFields, versions = [] }: DefinitionSpec, causes: Causes): void {
  if (preserveUnknownFields !== true || !versions.some(hasDefaults)) return;
  causes.invalid("spec.preserveUnknownFields", true, "must be false in order to use defaults in the schema");
}

function hasDefaults({ schema }: DefinitionVersion): boolean {
  let found = false;
  if (schema?.openAPIV3Schema === undefined) return found;
  visitSchema(schema.openAPIV3Schema, (node) => {
    found ||= node.default !== undefined && node.default !== null;
  });
  return found;
}

function checkDeprecation({ deprecated, deprecationWarning }: DefinitionVersion, path: string, causes: Causes): void {
  if (deprecationWarning === undefined) return;
  const faults = deprecated === true ? warningFaults(deprecationWarning) : ["can only be set for deprecated versions"];
  causes.invalidEach(`${path}.deprecationWarning`, goPointer(deprecationWarning), faults);
}

function warningFaults(text: string): readonly string[] {
  const faults: string[] = [];
  if (byteLength(text) > maxWarningLength) faults.push(`must be <= ${maxWarningLength} characters long`);
  if (text === "") faults.push("must not be an empty string");
  const unprintable = text.search(/[^\p{L}\p{M}\p{N}\p{P}\p{S} ]/u);
  if (unprintable >= 0) {
    const index = byteLength(text.slice(0, unprintable));
    faults.push(`must only contain printable UTF-8 characters; non-printable character found at index ${index}`);
  }
  return faults;
}

function checkSubresources(subresources: DefinitionSubresources | undefined, path: string, causes: Causes): void {
  const scale = subresources?.scale;
  if (scale === undefined) return;
  const { specReplicasPath = "", statusReplicasPath = "", labelSelectorPath = "" } = scale;
  const at = `${path}.scale`;
  const below = (root: string) => ({ causes, roots: [`.${root}.`], detail: `should be a json path under .${root}` });
  checkScalePath(specReplicasPath, `${at}.specReplicasPath`, below("spec"));
  checkScalePath(statusReplicasPath, `${at}.statusReplicasPath`, below("status"));
  if (labelSelectorPath === "") return;
  const detail = "should be a json path under either .spec or .status";
  checkScalePath(labelSelectorPath, `${at}.labelSelectorPath`, { causes, roots: [".spec.", ".status."], detail });
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
