import { type StatusCause, strictlyEqual } from "@engenho/core";
import { Causes, type LongWork, Pieces, type SchemaNode } from "@engenho/machinery";
import { RulesContext, type StoredExpressions } from "./cel/index.js";
import type { CustomResourceDefinition, DefinitionVersion } from "./definition.js";
import { internalSchema, setFields } from "./internal-form.js";
import { expressionsOf, hasRules } from "./rule-presence.js";
import { ruleTools } from "./rule-tools.js";
import { checkCompleteness } from "./schema-completeness.js";
import { checkSchemaDefaults } from "./schema-defaults.js";
import { checkSchemaNode } from "./schema-node-checks.js";
import { structuralFault } from "./structural-fault.js";
import { checkStructure } from "./structural-schema.js";

/** The fields allowed at the root of a schema if the kind has a status subresource, by their Go names. */
const allowedAtRoot =
  "Description Type Format Title Maximum ExclusiveMaximum Minimum ExclusiveMinimum MaxLength MinLength Pattern MaxItems MinItems UniqueItems MultipleOf Required Items Properties ExternalDocs Example XPreserveUnknownFields XValidations";
const isAllowedAtRoot = new Set(allowedAtRoot.split(" "));

/** The context for validating a schema. */
export interface VersionSchemaContext {
  readonly causes: Causes;
  /** The stored definition, whose rules remain accepted; undefined on create. */
  readonly previous: CustomResourceDefinition | undefined;
  /** Whether the kind has a `/status` in this version; or in any version if all share the schema. */
  readonly hasStatus: boolean;
}

/** Validates the schema of one version at `path` (upstream: validateCustomResourceDefinitionValidation). */
export function* checkVersionSchema(
  version: DefinitionVersion,
  path: string,
  { causes, previous, hasStatus }: VersionSchemaContext,
): LongWork<void> {
  const schema = version.schema?.openAPIV3Schema;
  if (schema === undefined) return;
  const at = `${path}.openAPIV3Schema`;
  const own = new Causes();
  if (hasStatus) checkRoot(schema, at, own);
  if (schema.nullable === true) own.forbidden(`${at}.nullable`, "nullable cannot be true at the root");
  const pieces = new Pieces();
  const unstructured = yield* structuralFault(schema, pieces);
  const faults = unstructured === undefined ? yield* structuralCauses(schema, at, pieces) : [];
  own.add(faults);
  const isTyped = unstructured === undefined && faults.length === 0;
  const rules = isTyped && hasRules(schema) ? yield* rulesOf(schema, storedExpressions(version, previous)) : undefined;
  const ruleCauses = new Causes();
  yield* checkSchemaNode(schema, at, {
    causes: own,
    pieces,
    ruleCauses,
    rules,
    isRoot: true,
    insideMetadata: false,
    uncorrelated: undefined,
    noDefaults: undefined,
  });
  own.add(ruleCauses.list);
  // Redundant errors are only reported if there are no others.
  if (own.list.length === 0 && unstructured !== undefined) own.invalid(at, "", unstructured);
  rules?.checkTotal(at, own);
  causes.add(own.list);
}

/** In a turn of its own: the first rules load the rule engine. */
function* rulesOf(schema: SchemaNode, stored: StoredExpressions | undefined): LongWork<RulesContext> {
  yield;
  const rules = RulesContext.ofRoot(schema, { stored, tools: ruleTools });
  yield;
  return rules;
}

function storedExpressions(
  { name, schema }: DefinitionVersion,
  previous: CustomResourceDefinition | undefined,
): StoredExpressions | undefined {
  if (previous === undefined) return undefined;
  const versions = previous.spec?.versions ?? [];
  const schemas = versions.flatMap((version) => version.schema?.openAPIV3Schema ?? []);
  const same = versions.find((version) => version.name === name);
  return { ...expressionsOf(schemas), isUnchanged: same !== undefined && strictlyEqual(same.schema, schema) };
}

/** Upstream checks the fields in Go's order, and stops at the first that is not allowed. */
function checkRoot(schema: SchemaNode, path: string, causes: Causes): void {
  for (const field of setFields(schema)) {
    if (field === "Type" && schema.type !== "object") {
      const detail =
        'only "object" is allowed as the type at the root of the schema if the status subresource is enabled';
      causes.invalid(`${path}.type`, schema.type, detail);
      return;
    }
    if (isAllowedAtRoot.has(field)) continue;
    const detail = `only [${allowedAtRoot}] fields are allowed at the root of the schema if the status subresource is enabled`;
    causes.invalid(path, internalSchema(schema), detail);
    return;
  }
}

/** Why a schema is not structural, sorted by message as upstream; otherwise the errors in its defaults. */
function* structuralCauses(schema: SchemaNode, path: string, pieces: Pieces): LongWork<readonly StatusCause[]> {
  const causes = new Causes();
  yield* checkStructure(schema, path, { causes, pieces, level: "root" });
  checkCompleteness(schema, path, causes);
  if (causes.list.length === 0) {
    yield* checkSchemaDefaults(schema, path, { causes, pieces });
    return causes.list;
  }
  const text = (cause: StatusCause) => `${cause.field}: ${cause.message}`;
  return causes.list.toSorted((left, right) => (text(left) < text(right) ? -1 : text(left) > text(right) ? 1 : 0));
}
