import type { StatusCause } from "@engenho/core";
import type { SchemaNode } from "@engenho/kinds";
import { Causes } from "../validation/causes.js";
import type { DefinitionVersion } from "./definition.js";
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

/** Checks the schema of one version at `path` (upstream: validateCustomResourceDefinitionValidation). */
export function checkVersionSchema(version: DefinitionVersion, path: string, causes: Causes): void {
  const schema = version.schema?.openAPIV3Schema;
  if (schema === undefined) return;
  const at = `${path}.openAPIV3Schema`;
  if (version.subresources?.status !== undefined) checkRoot(schema, at, causes);
  if (schema.nullable === true) causes.forbidden(`${at}.nullable`, "nullable cannot be true at the root");
  const structural = structuralCauses(schema, at);
  causes.add(structural);
  if (structural.length === 0) checkSchemaDefaults(schema, at, causes);
  checkSchemaNode(schema, at, { causes, isRoot: true, insideMetadata: false, compileRules: structural.length === 0 });
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
function structuralCauses(schema: SchemaNode, path: string): readonly StatusCause[] {
  const causes = new Causes();
  checkStructure(schema, path, { causes, level: "root" });
  checkCompleteness(schema, path, causes);
  const text = (cause: StatusCause) => `${cause.field}: ${cause.message}`;
  return causes.list.toSorted((left, right) => (text(left) < text(right) ? -1 : text(left) > text(right) ? 1 : 0));
}
