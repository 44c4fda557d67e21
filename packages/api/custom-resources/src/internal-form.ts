import { goStruct, type SchemaNode, type ValidationRule } from "@engenho/machinery";
import type { DefinitionVersion } from "./definition.js";
import { internalRule } from "./internal-rule.js";

/**
 * The fields of upstream's internal JSONSchemaProps, in Go's order, each with its JSON name and type: string (s), bool (b),
 * pointer (p), schema (n), list of schemas (N), map of schemas (M), items (i), schema or bool (a), dependencies (d), rules (v),
 * external documentation (x).
 */
const schemaFields = (
  "ID:id:s Schema:$schema:s Ref:$ref:p Description:description:s Type:type:s Nullable:nullable:b Format:format:s " +
  "Title:title:s Default:default:p Maximum:maximum:p ExclusiveMaximum:exclusiveMaximum:b Minimum:minimum:p " +
  "ExclusiveMinimum:exclusiveMinimum:b MaxLength:maxLength:p MinLength:minLength:p Pattern:pattern:s MaxItems:maxItems:p " +
  "MinItems:minItems:p UniqueItems:uniqueItems:b MultipleOf:multipleOf:p Enum:enum:p MaxProperties:maxProperties:p " +
  "MinProperties:minProperties:p Required:required:p Items:items:i AllOf:allOf:N OneOf:oneOf:N AnyOf:anyOf:N Not:not:n " +
  "Properties:properties:M AdditionalProperties:additionalProperties:a PatternProperties:patternProperties:M " +
  "Dependencies:dependencies:d AdditionalItems:additionalItems:a Definitions:definitions:M ExternalDocs:externalDocs:x " +
  "Example:example:p XPreserveUnknownFields:x-kubernetes-preserve-unknown-fields:p " +
  "XEmbeddedResource:x-kubernetes-embedded-resource:b XIntOrString:x-kubernetes-int-or-string:b " +
  "XListMapKeys:x-kubernetes-list-map-keys:p XListType:x-kubernetes-list-type:p XMapType:x-kubernetes-map-type:p " +
  "XValidations:x-kubernetes-validations:v"
)
  .split(" ")
  .map((field) => field.split(":") as [string, string, string]);

/**
 * Whether a schema sets a field: upstream does not distinguish absent strings and bools from zero values, but it does for lists
 * and maps.
 */
function isSet(type: string, value: unknown): boolean {
  if (type === "s") return value !== undefined && value !== "";
  if (type === "b") return value === true;
  return value !== undefined && value !== null;
}

/** The Go names of the fields that a schema sets, in Go's order. */
export function setFields(node: SchemaNode): readonly string[] {
  const source = node as Readonly<Record<string, unknown>>;
  return schemaFields.filter(([, key, type]) => isSet(type, source[key])).map(([name]) => name);
}

/** Schemas can be larger than a message should be: further nodes are printed as null. */
const maxPrintedNodes = 1000;

function struct(fields: object): object {
  return { [goStruct]: true, ...fields };
}

type Fields = Readonly<Record<string, unknown>>;

/** A schema as upstream's messages print it: with all fields of its internal type. */
export function internalSchema(node: SchemaNode): object {
  return new SchemaPrinter().schema(node) ?? {};
}

/** `items` that are a list of schemas, as upstream's messages print them. */
export function internalItems(items: readonly SchemaNode[]): object {
  const printer = new SchemaPrinter();
  return { Schema: null, JSONSchemas: items.map((item) => printer.schema(item)) };
}

/** What upstream's internal version has at its top level, because all versions share it. */
export interface SharedParts {
  readonly schema: boolean;
  readonly subresources: boolean;
  readonly columns: boolean;
  readonly selectableFields: boolean;
}

/** `spec.versions` as upstream's messages print them. */
export function internalVersions(versions: readonly DefinitionVersion[], shared: SharedParts): readonly object[] {
  const printer = new SchemaPrinter();
  return versions.map((version) => {
    const { schema, subresources, additionalPrinterColumns: columns, selectableFields } = version;
    const root = schema?.openAPIV3Schema;
    return struct({
      Name: version.name ?? "",
      Served: version.served ?? false,
      Storage: version.storage ?? false,
      Deprecated: version.deprecated ?? false,
      DeprecationWarning: version.deprecationWarning ?? null,
      Schema:
        shared.schema || schema === undefined
          ? null
          : { OpenAPIV3Schema: root === undefined ? null : printer.schema(root) },
      Subresources: shared.subresources || subresources === undefined ? null : internalSubresources(subresources),
      AdditionalPrinterColumns: shared.columns || columns === undefined ? null : columns.map(internalColumn),
      SelectableFields:
        shared.selectableFields || selectableFields === undefined
          ? null
          : selectableFields.map(({ jsonPath = "" }) => ({ JSONPath: jsonPath })),
    });
  });
}

function internalSubresources({ status, scale }: NonNullable<DefinitionVersion["subresources"]>): object {
  return {
    Status: status === undefined ? null : {},
    Scale:
      scale === undefined
        ? null
        : struct({
            SpecReplicasPath: scale.specReplicasPath ?? "",
            StatusReplicasPath: scale.statusReplicasPath ?? "",
            LabelSelectorPath: scale.labelSelectorPath ?? null,
          }),
  };
}

function internalColumn(column: NonNullable<DefinitionVersion["additionalPrinterColumns"]>[number]): object {
  return {
    Name: column.name ?? "",
    Type: column.type ?? "",
    Format: column.format ?? "",
    Description: column.description ?? "",
    Priority: column.priority ?? 0,
    JSONPath: column.jsonPath ?? "",
  };
}

class SchemaPrinter {
  #nodes = 0;

  schema(node: SchemaNode): object | null {
    this.#nodes++;
    if (this.#nodes > maxPrintedNodes) return null;
    const source = node as Fields;
    const fields: Record<string, unknown> = {};
    for (const [name, key, type] of schemaFields) fields[name] = this.#field(type, source[key]);
    return struct(fields);
  }

  #field(type: string, value: unknown): unknown {
    if (type === "s") return value ?? "";
    if (type === "b") return value ?? false;
    if (value === undefined || value === null) return null;
    switch (type) {
      case "n":
        return this.schema(value as SchemaNode);
      case "N":
        return (value as readonly SchemaNode[]).map((one) => this.schema(one));
      case "M":
        return this.#map(value as Fields, (one) => this.schema(one as SchemaNode));
      case "i":
        return Array.isArray(value)
          ? { Schema: null, JSONSchemas: this.#field("N", value) }
          : { Schema: this.schema(value as SchemaNode), JSONSchemas: null };
      case "a":
        return typeof value === "boolean"
          ? { Allows: value, Schema: null }
          : { Allows: true, Schema: this.schema(value as SchemaNode) };
      case "d":
        return this.#map(value as Fields, (one) =>
          Array.isArray(one) || one === null
            ? { Schema: null, Property: one }
            : { Schema: this.schema(one as SchemaNode), Property: null },
        );
      case "v":
        return (value as readonly ValidationRule[]).map(internalRule);
      case "x": {
        const { description = "", url = "" } = value as { readonly description?: string; readonly url?: string };
        return struct({ Description: description, URL: url });
      }
      default:
        return value;
    }
  }

  #map(map: Fields, show: (value: unknown) => unknown): object {
    const names = Object.keys(map).sort();
    return struct(Object.fromEntries(names.map((name) => [name, show(map[name])])));
  }
}
