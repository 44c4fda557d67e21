/** The parts of an OpenAPI v2 document that facts are derived from. */
export interface Swagger {
  readonly paths: Readonly<Record<string, PathItem>>;
  readonly definitions: Readonly<Record<string, Schema>>;
  readonly parameters?: Readonly<Record<string, Parameter>>;
  readonly security?: unknown;
  readonly securityDefinitions?: unknown;
}

interface PathItem {
  readonly parameters?: readonly Parameter[];
  readonly [method: string]: unknown;
}

interface Parameter {
  readonly $ref?: string;
  readonly in?: string;
  readonly name?: string;
  readonly type?: string;
  readonly required?: boolean;
  readonly schema?: Schema;
}

interface Operation {
  readonly operationId?: string;
  readonly consumes?: readonly string[];
  readonly produces?: readonly string[];
  readonly parameters?: readonly Parameter[];
  readonly responses?: Readonly<Record<string, { readonly schema?: Schema }>>;
  readonly "x-kubernetes-action"?: string;
  readonly "x-kubernetes-group-version-kind"?: GroupVersionKind;
}

interface GroupVersionKind {
  readonly group: string;
  readonly version: string;
  readonly kind: string;
}

/** A schema of either version. */
export interface Schema {
  readonly $ref?: string;
  readonly type?: string;
  readonly format?: string;
  readonly items?: Schema;
  readonly additionalProperties?: Schema | boolean;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly enum?: readonly unknown[];
  readonly default?: unknown;
  readonly allOf?: readonly Schema[];
  readonly oneOf?: readonly Schema[];
  readonly "x-kubernetes-group-version-kind"?: readonly GroupVersionKind[];
  readonly [key: string]: unknown;
}

/** Facts by name, each as a short text, by which two documents are compared. Descriptions are not compared. */
export type Facts = ReadonlyMap<string, string>;

const methods = ["get", "put", "post", "delete", "patch"];
const marks = [
  "x-kubernetes-patch-strategy",
  "x-kubernetes-patch-merge-key",
  "x-kubernetes-list-type",
  "x-kubernetes-list-map-keys",
  "x-kubernetes-map-type",
  "x-kubernetes-unions",
];

/** The facts of an OpenAPI v2 document. */
export function factsOf(document: Swagger): Facts {
  const facts = new Map<string, string>();
  facts.set("security", JSON.stringify(document.security));
  facts.set("securityDefinitions", JSON.stringify(document.securityDefinitions));
  for (const [name, parameter] of Object.entries(document.parameters ?? {})) {
    facts.set(`parameter ${name}`, parameterText(parameter));
  }
  for (const [path, item] of Object.entries(document.paths)) {
    for (const method of methods) {
      const operation = item[method] as Operation | undefined;
      if (operation !== undefined) addOperation(facts, `${method} ${path}`, { operation, item });
    }
  }
  for (const [name, schema] of Object.entries(document.definitions)) {
    facts.set(`definition ${shortName(name)}`, definitionText(schema));
    for (const [field, node] of Object.entries(schema.properties ?? {})) {
      facts.set(`field ${shortName(name)} ${field}`, schemaText(node));
    }
  }
  return facts;
}

function addOperation(
  facts: Map<string, string>,
  name: string,
  { operation, item }: { readonly operation: Operation; readonly item: PathItem },
): void {
  facts.set(`operation ${name}`, operationText(operation));
  const own = (operation.parameters ?? []).map(parameterText).join(",");
  const shared = (item.parameters ?? []).map(parameterText).join(",");
  facts.set(`parameters ${name}`, `${own} path:${shared}`);
  const answers = Object.entries(operation.responses ?? {}).map(([code, { schema }]) =>
    schema === undefined ? code : `${code}=${schemaText(schema)}`,
  );
  facts.set(`answers ${name}`, answers.join(","));
  facts.set(`media ${name}`, `${operation.consumes?.join(",")} > ${operation.produces?.join(",")}`);
}

/** The id, action and kind of an operation. */
export function operationText(
  operation: Pick<Operation, "operationId" | "x-kubernetes-action" | "x-kubernetes-group-version-kind">,
): string {
  const kind = operation["x-kubernetes-group-version-kind"];
  const about = kind === undefined ? "-" : [kind.group, kind.version, kind.kind].join("/");
  return [operation.operationId, operation["x-kubernetes-action"] ?? "-", about].join(" ");
}

function parameterText({ $ref, in: place, name, type, required, schema }: Parameter): string {
  if ($ref !== undefined) return $ref.slice($ref.lastIndexOf("/"));
  const what = schema === undefined ? type : schemaText(schema);
  return `${name}:${place}:${what}${required === true ? "!" : ""}`;
}

/** The facts of a definition itself. */
export function definitionText(schema: Schema): string {
  const kinds = (schema["x-kubernetes-group-version-kind"] ?? []).map(({ group, version, kind }) =>
    [group, version, kind].join("/"),
  );
  // Some belong to every group; which groups are served is not compared here.
  const named = kinds.length > 3 ? "many" : kinds.join(",");
  const { properties: _fields, ...rest } = schema;
  return `${schemaText(rest)} ${named}`.trim();
}

/** The facts of a schema, without its own properties. */
export function schemaText(schema: Schema): string {
  const parts: string[] = [];
  const { allOf, oneOf } = schema;
  if (schema.$ref !== undefined) parts.push(shortName(schema.$ref.slice(schema.$ref.lastIndexOf("/") + 1)));
  else if (allOf !== undefined) parts.push(`allOf(${allOf.map(schemaText).join("&")})`);
  else if (oneOf !== undefined) parts.push(`oneOf(${oneOf.map(schemaText).join("|")})`);
  else if (schema.items !== undefined) parts.push(`[]${schemaText(schema.items)}`);
  else if (typeof schema.additionalProperties === "object") parts.push(`{}${schemaText(schema.additionalProperties)}`);
  else parts.push(schema.type ?? "any");
  if (schema.format !== undefined) parts.push(schema.format);
  if (schema.enum !== undefined) parts.push(`enum=${schema.enum.join("|")}`);
  if (schema.default !== undefined) parts.push(`default=${JSON.stringify(schema.default)}`);
  if (schema.required !== undefined) parts.push(`required=${[...schema.required].sort().join("|")}`);
  for (const mark of marks) {
    if (schema[mark] !== undefined) parts.push(`${mark.slice("x-kubernetes-".length)}=${JSON.stringify(schema[mark])}`);
  }
  return parts.join(";");
}

/** A definition's name with its usual prefixes abbreviated to one letter. */
export function shortName(name: string): string {
  return name
    .replace(/^io\.k8s\.apimachinery\.pkg\.apis\.meta\.v1\./, "~")
    .replace(/^io\.k8s\.api\./, "@")
    .replace(/^io\.k8s\.apiextensions-apiserver\.pkg\.apis\.apiextensions\.v1\./, "%")
    .replace(/^io\.k8s\./, "^");
}
