import { type StatusCause, strictlyEqual } from "@engenho/core";
import type { SchemaNode } from "@engenho/kinds";
import { type LongWork, Pieces } from "../long-work.js";
import { Causes } from "../validation/causes.js";
import { RulesContext, type StoredExpressions } from "./cel/index.js";
import type { CustomResourceDefinition, DefinitionVersion } from "./definition.js";
import { expressionsOf, hasRules } from "./rule-presence.js";
import { ruleTools } from "./rule-tools.js";
import { checkCompleteness } from "./schema-completeness.js";
import { checkSchemaDefaults } from "./schema-defaults.js";
import { checkSchemaNode } from "./schema-node-checks.js";
import { checkStructure } from "./structural-schema.js";

/** What may stand at the root of a schema when the kind has a `/status`. */
const allowedAtRoot = new Set([
  "description",
  "type",
  "format",
  "title",
  "maximum",
  "exclusiveMaximum",
  "minimum",
  "exclusiveMinimum",
  "maxLength",
  "minLength",
  "pattern",
  "maxItems",
  "minItems",
  "uniqueItems",
  "multipleOf",
  "required",
  "enum",
  "items",
  "properties",
  "externalDocs",
  "example",
  "x-kubernetes-preserve-unknown-fields",
  "x-kubernetes-validations",
]);
const allowedNames =
  "Description Type Format Title Maximum ExclusiveMaximum Minimum ExclusiveMinimum MaxLength MinLength Pattern MaxItems MinItems UniqueItems MultipleOf Required Enum Items Properties ExternalDocs Example XPreserveUnknownFields XValidations";

/**
 * Checks the schema of one version at `path` (upstream: validateCustomResourceDefinitionValidation). `previous` is the
 * stored definition, whose rules go on to be accepted; undefined at creation.
 */
export function* checkVersionSchema(
  version: DefinitionVersion,
  path: string,
  { causes, previous }: { readonly causes: Causes; readonly previous: CustomResourceDefinition | undefined },
): LongWork<void> {
  const schema = version.schema?.openAPIV3Schema;
  if (schema === undefined) return;
  const at = `${path}.openAPIV3Schema`;
  if (version.subresources?.status !== undefined) checkRoot(schema, at, causes);
  if (schema.nullable === true) causes.forbidden(`${at}.nullable`, "nullable cannot be true at the root");
  const faults = new Causes();
  const pieces = new Pieces();
  faults.add(yield* structuralCauses(schema, at, pieces));
  if (faults.list.length === 0) yield* checkSchemaDefaults(schema, at, { causes: faults, pieces });
  causes.add(faults.list);
  const rules =
    faults.list.length > 0 || !hasRules(schema)
      ? undefined
      : RulesContext.ofRoot(schema, { stored: storedExpressions(version, previous), tools: ruleTools });
  const ruleCauses = new Causes();
  const context = { causes, pieces, ruleCauses, rules, isRoot: true, insideMetadata: false, uncorrelated: undefined };
  yield* checkSchemaNode(schema, at, context);
  causes.add(ruleCauses.list);
  rules?.checkTotal(at, causes);
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

function checkRoot(schema: SchemaNode, path: string, causes: Causes): void {
  if (schema.type !== "object") {
    const detail =
      'only "object" is allowed as the type at the root of the schema if the status subresource is enabled';
    causes.invalid(`${path}.type`, schema.type ?? "", detail);
  }
  const unexpected = Object.entries(schema).some(([field, value]) => !allowedAtRoot.has(field) && value !== undefined);
  if (!unexpected) return;
  const detail = `only [${allowedNames}] fields are allowed at the root of the schema if the status subresource is enabled`;
  causes.invalid(path, schema, detail);
}

/** Sorted by their texts, as upstream has them. */
function* structuralCauses(schema: SchemaNode, path: string, pieces: Pieces): LongWork<readonly StatusCause[]> {
  const causes = new Causes();
  yield* checkStructure(schema, path, { causes, pieces, level: "root" });
  checkCompleteness(schema, path, causes);
  const text = (cause: StatusCause) => `${cause.field}: ${cause.message}`;
  return causes.list.toSorted((left, right) => (text(left) < text(right) ? -1 : text(left) > text(right) ? 1 : 0));
}
