import { definitionText, type Facts, operationText, type Schema, schemaText, shortName } from "./openapi-facts.js";

/** The parts of an OpenAPI v3 document that facts are derived from. */
export interface Document3 {
  readonly openapi: string;
  readonly paths: Readonly<Record<string, PathItem>>;
  readonly components: {
    readonly schemas?: Readonly<Record<string, Schema>>;
    readonly securitySchemes?: unknown;
  };
}

interface PathItem {
  readonly parameters?: readonly Parameter[];
  readonly [method: string]: unknown;
}

interface Parameter {
  readonly in: string;
  readonly name: string;
  readonly required?: boolean;
  readonly schema: Schema;
}

interface Operation {
  readonly operationId?: string;
  readonly tags?: readonly string[];
  readonly parameters?: readonly Parameter[];
  readonly requestBody?: Body & { readonly required?: boolean };
  readonly responses: Readonly<Record<string, Body>>;
  readonly "x-kubernetes-action"?: string;
  readonly "x-kubernetes-group-version-kind"?: {
    readonly group: string;
    readonly version: string;
    readonly kind: string;
  };
}

interface Body {
  readonly content?: Readonly<Record<string, { readonly schema?: Schema }>>;
}

const methods = ["get", "put", "post", "delete", "patch"];

/** The facts of all OpenAPI v3 documents together; a definition that two of them describe differently is an additional fact. */
export function factsOfDocuments(documents: Readonly<Record<string, Document3>>): Facts {
  const facts = new Map<string, string>();
  for (const [name, document] of Object.entries(documents)) {
    facts.set(`document /${name}/ itself`, `${document.openapi} ${sortedJson(document.components.securitySchemes)}`);
    facts.set(`document /${name}/ definitions`, definitionsText(document));
    for (const [path, item] of Object.entries(document.paths)) {
      if (!path.startsWith(`/${name}/`)) facts.set(`stray ${name} ${path}`, "in a document that is not its own");
      for (const method of methods) {
        const operation = item[method] as Operation | undefined;
        if (operation !== undefined) addOperation(facts, `${method} ${path}`, { operation, item });
      }
    }
    for (const [definition, schema] of Object.entries(document.components.schemas ?? {})) {
      addDefinition(facts, shortName(definition), schema);
    }
  }
  return facts;
}

function addOperation(
  facts: Map<string, string>,
  name: string,
  { operation, item }: { readonly operation: Operation; readonly item: PathItem },
): void {
  const { requestBody, tags, responses, parameters } = operation;
  facts.set(`operation ${name}`, operationText(operation));
  const body = requestBody === undefined ? "" : ` body:${contentText(requestBody)}${requestBody.required ? "!" : ""}`;
  const texts = (list: readonly Parameter[] = []) => list.map(parameterText).join(",");
  facts.set(`parameters ${name}`, `${texts(parameters)} path:${texts(item.parameters)}${body}`);
  const answers = Object.entries(responses).map(([code, answer]) => `${code}=${contentText(answer)}`);
  facts.set(`answers ${name}`, answers.join(","));
  const types = (content: Body | undefined) =>
    Object.keys(content?.content ?? {})
      .toSorted()
      .join(",");
  facts.set(`media ${name}`, `${types(requestBody)} > ${types(responses["200"])} ${tags?.join(",")}`);
}

/** The schema of a body; per media type if they differ. */
function contentText({ content = {} }: Body): string {
  return [...new Set(Object.values(content).map(({ schema = {} }) => schemaText(schema)))].join("|");
}

function parameterText({ name, in: place, schema, required }: Parameter): string {
  return `${name}:${place}:${schemaText(schema)}${required === true ? "!" : ""}`;
}

function addDefinition(facts: Map<string, string>, name: string, schema: Schema): void {
  const add = (key: string, text: string) => {
    const known = facts.get(key);
    facts.set(key, known === undefined || known === text ? text : `${known} or ${text}`);
  };
  add(`definition ${name}`, definitionText(schema));
  for (const [field, node] of Object.entries(schema.properties ?? {})) add(`field ${name} ${field}`, schemaText(node));
}

/** Whether a document has exactly the definitions that its operations refer to, and which are missing or unused. */
function definitionsText({ paths, components: { schemas = {} } }: Document3): string {
  const reached = new Set<string>();
  const pending = referencesIn(paths);
  for (let name = pending.pop(); name !== undefined; name = pending.pop()) {
    if (reached.has(name)) continue;
    reached.add(name);
    pending.push(...referencesIn(schemas[name]));
  }
  const lacking = [...reached].filter((name) => schemas[name] === undefined);
  const beyond = Object.keys(schemas).filter((name) => !reached.has(name));
  const list = (names: readonly string[]) => names.map(shortName).toSorted().join(",");
  return `those reached, lacking [${list(lacking)}], beyond [${list(beyond)}]`;
}

function referencesIn(node: unknown): string[] {
  if (node === null || typeof node !== "object") return [];
  const { $ref } = node as Schema;
  const inner = Object.values(node).flatMap(referencesIn);
  return typeof $ref === "string" ? [$ref.slice($ref.lastIndexOf("/") + 1), ...inner] : inner;
}

function sortedJson(value: unknown): string {
  return JSON.stringify(value, (_key, inner: unknown) =>
    inner === null || typeof inner !== "object" || Array.isArray(inner)
      ? inner
      : Object.fromEntries(Object.entries(inner).toSorted(([left], [right]) => (left < right ? -1 : 1))),
  );
}
