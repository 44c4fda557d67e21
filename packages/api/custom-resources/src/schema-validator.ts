import { compilePattern, type UserPattern } from "@engenho/expressions";
import { Causes, goQuote, noCauses, type SchemaNode } from "@engenho/machinery";
import type { CorrelatedValue } from "./correlated-value.js";
import { hasFormat, isKnownFormat } from "./formats.js";
import { type SchemaChecks, schemaChecks } from "./schema-checks.js";
import { ResultBuilder, type ValueResult } from "./value-result.js";

/**
 * Validates values against one node of a schema. `path` is the path of the value, `""` at the root. Errors in unchanged parts
 * of an update are tolerated (CRDValidationRatcheting): a stricter schema must not prevent unrelated changes. `correlated` is
 * undefined for values that are new or cannot be correlated.
 */
export type ValueValidator = (value: unknown, path: string, correlated?: CorrelatedValue) => ValueResult;

/** The type of a value in the validator's messages. */
function typeName(value: unknown): string {
  if (value === null || value === undefined) return "null";
  if (Array.isArray(value)) return "array";
  if (typeof value === "number") return Number.isInteger(value) ? "integer" : "number";
  return typeof value;
}

/**
 * Compiles a schema to a validator with upstream's messages (kube-openapi pkg/validation/validate). Each node is compiled when
 * the first value reaches it.
 */
export function compileSchema(node: SchemaNode): ValueValidator {
  const types =
    node["x-kubernetes-int-or-string"] === true ? ["integer", "string"] : node.type === undefined ? [] : [node.type];
  const format = node.format !== undefined && isKnownFormat(node.format) ? node.format : "";
  const checks = lazily(() => schemaChecks(node, compileSchema));
  const pattern = lazily(() =>
    node.pattern === undefined || node.pattern === "" ? undefined : compilePattern(node.pattern),
  );
  const allowed = lazily(() =>
    node.enum === undefined || node.enum.length === 0 ? undefined : new Set(node.enum.map(canonicalJson)),
  );
  const check: ValueValidator = (value, path, correlated) => {
    const builder = new ResultBuilder();
    if (types.length > 0 || format !== "") {
      builder.merge(checkType(value, path, { types, format, nullable: node.nullable === true }));
      if (value !== null) builder.count();
    }
    if (value === null) {
      checkEnum({ node, value, path }, allowed(), builder);
      return builder.result;
    }
    builder.merge(checks().checkAlternatives(value, path, correlated));
    builder.count();
    if (typeof value === "string") checkString({ node, value, path, format }, pattern(), builder);
    if (typeof value === "number") checkNumber(node, value, { path, builder });
    if (Array.isArray(value)) checkList({ node, value, path, correlated }, checks(), builder);
    checkEnum({ node, value, path }, allowed(), builder);
    builder.count();
    if (typeof value === "object" && !Array.isArray(value)) {
      checkObject({ node, value: value as Readonly<Record<string, unknown>>, path, correlated }, checks(), builder);
    }
    builder.count();
    return builder.result;
  };
  return (value, path, correlated) => {
    const result = check(value, path, correlated);
    const isLetPass = result.causes.length > 0 && correlated?.isUnchanged === true;
    return isLetPass ? { causes: noCauses, matches: result.matches } : result;
  };
}

function lazily<T>(make: () => T): () => T {
  let made: { readonly value: T } | undefined;
  return () => {
    made ??= { value: make() };
    return made.value;
  };
}

interface TypeRule {
  readonly types: readonly string[];
  readonly format: string;
  readonly nullable: boolean;
}

const fine: ValueResult = { causes: noCauses, matches: 1 };

function checkType(value: unknown, path: string, { types, format, nullable }: TypeRule): ValueResult {
  const actual = typeName(value);
  if (actual === "null") return nullable || types.length === 0 ? fine : wrongType(path, types.join(","), "null");
  const isText = actual === "string" || actual === "array";
  const numeric = types.includes("number") || types.includes("integer");
  const matches = types.includes(actual) || (actual === "integer" && types.includes("number"));
  const actualFormat = actual === "integer" ? "int64" : actual === "number" ? "double" : "";
  if (!isText && format !== "" && !matches && actualFormat !== format) return wrongType(path, format, actualFormat);
  // Upstream leaves strings with a format to the validation of the format.
  if (!numeric && format !== "" && isText) return fine;
  return matches ? fine : wrongType(path, types.join(","), actual);
}

function wrongType(path: string, expected: string, actual: string): ValueResult {
  const causes = new Causes();
  causes.typeInvalid(fieldOf(path), actual, `${path} in body must be of type ${expected}: ${goQuote(actual)}`);
  return { causes: causes.list, matches: 0 };
}

interface Place<T> {
  readonly node: SchemaNode;
  readonly value: T;
  readonly path: string;
}

interface CorrelatedPlace<T> extends Place<T> {
  readonly correlated: CorrelatedValue | undefined;
}

function checkString(
  { node, value, path, format }: Place<string> & { readonly format: string },
  pattern: UserPattern | undefined,
  builder: ResultBuilder,
): void {
  builder.count();
  if (format !== "") builder.count();
  if (!hasTextRules(node, format)) return;
  const causes = new Causes();
  const field = fieldOf(path);
  const length = node.maxLength === undefined && node.minLength === undefined ? 0 : [...value].length;
  if (node.maxLength !== undefined && length > node.maxLength) causes.tooLong(field, node.maxLength);
  else if (node.minLength !== undefined && length < node.minLength) {
    causes.invalid(field, value, `${path} in body should be at least ${node.minLength} chars long`);
  } else if (pattern?.isTooLong(value) === true) {
    causes.invalid(field, "", `${path} in body is too long for its pattern '${node.pattern}'`);
  } else if (pattern !== undefined && !pattern.test(value)) {
    causes.invalid(field, value, `${path} in body should match '${node.pattern}'`);
  }
  if (format !== "" && !hasFormat(value, format)) {
    causes.typeInvalid(field, value, `${path} in body must be of type ${format}: ${goQuote(value)}`);
  }
  builder.add(causes.list);
}

function hasTextRules({ maxLength, minLength, pattern = "" }: SchemaNode, format: string): boolean {
  return maxLength !== undefined || minLength !== undefined || pattern !== "" || format !== "";
}

function checkNumber(
  node: SchemaNode,
  value: number,
  { path, builder }: { readonly path: string; readonly builder: ResultBuilder },
): void {
  builder.count();
  builder.count();
  const { multipleOf, minimum, maximum, exclusiveMinimum, exclusiveMaximum } = node;
  if (multipleOf === undefined && minimum === undefined && maximum === undefined) return;
  const causes = new Causes();
  const field = fieldOf(path);
  if (multipleOf !== undefined && !isMultiple(value, multipleOf)) {
    causes.invalid(field, value, `${path} in body should be a multiple of ${multipleOf}`);
  }
  if (minimum !== undefined && (exclusiveMinimum === true ? value <= minimum : value < minimum)) {
    const relation = exclusiveMinimum === true ? "greater than" : "greater than or equal to";
    causes.invalid(field, value, `${path} in body should be ${relation} ${minimum}`);
  }
  if (maximum !== undefined && (exclusiveMaximum === true ? value >= maximum : value > maximum)) {
    const relation = exclusiveMaximum === true ? "less than" : "less than or equal to";
    causes.invalid(field, value, `${path} in body should be ${relation} ${maximum}`);
  }
  builder.add(causes.list);
}

const multipleTolerance = 1e-9;

function isMultiple(value: number, factor: number): boolean {
  if (factor <= 0) return false;
  const quotient = value / factor;
  // 0.3 / 0.1 is not exactly 3.
  return Math.abs(quotient - Math.round(quotient)) <= Math.abs(quotient) * multipleTolerance;
}

function checkList(
  { node, value, path, correlated }: CorrelatedPlace<readonly unknown[]>,
  checks: SchemaChecks,
  builder: ResultBuilder,
): void {
  const causes = new Causes();
  const field = fieldOf(path);
  const { items } = checks;
  if (items !== undefined) {
    for (let index = 0; index < value.length && !builder.isFull; index++) {
      builder.merge(items(value[index], `${path}[${index}]`, correlated?.index(index)));
    }
  }
  if (node.minItems !== undefined && value.length < node.minItems) {
    causes.invalid(field, value.length, `${path} in body should have at least ${node.minItems} items`);
  }
  if (node.maxItems !== undefined && value.length > node.maxItems) causes.tooMany(field, value.length, node.maxItems);
  if (node.uniqueItems === true && hasDuplicates(value)) {
    causes.invalid(field, "", `${path} in body shouldn't contain duplicates`);
  }
  builder.add(causes.list);
  builder.count();
  builder.count();
}

function hasDuplicates(list: readonly unknown[]): boolean {
  return new Set(list.map(canonicalJson)).size < list.length;
}

/** A string that is equal for equal JSON values, whatever the order of their keys. */
export function canonicalJson(value: unknown): string {
  if (typeof value !== "object") return JSON.stringify(value);
  return JSON.stringify(value, (_key, inner: unknown) =>
    typeof inner === "object" && inner !== null && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).sort(([left], [right]) => (left < right ? -1 : 1)))
      : inner,
  );
}

function checkEnum(
  { node, value, path }: Place<unknown>,
  allowed: ReadonlySet<string> | undefined,
  builder: ResultBuilder,
): void {
  if (allowed === undefined || (value !== null && allowed.has(canonicalJson(value)))) return;
  const causes = new Causes();
  const values = node.enum ?? [];
  causes.notSupported(
    fieldOf(path),
    value,
    values.map((one) => (typeof one === "string" ? one : JSON.stringify(one))),
  );
  builder.add(causes.list);
}

function checkObject(
  { node, value, path, correlated }: CorrelatedPlace<Readonly<Record<string, unknown>>>,
  checks: SchemaChecks,
  builder: ResultBuilder,
): void {
  const causes = new Causes();
  const field = fieldOf(path);
  const keys = Object.keys(value);
  const size = keys.length;
  if (node.minProperties !== undefined && size < node.minProperties) {
    causes.invalid(field, size, `${path} in body should have at least ${node.minProperties} properties`);
  }
  if (node.maxProperties !== undefined && size > node.maxProperties) causes.tooMany(field, size, node.maxProperties);
  for (const key of keys) {
    if (builder.isFull) break;
    const inner = value[key];
    const property = checks.property(key);
    // At the root: both are in the same version, whatever was sent.
    const isTypeMeta = path === "" && (key === "kind" || key === "apiVersion");
    const child = isTypeMeta ? undefined : correlated?.key(key);
    if (property !== undefined) builder.merge(property(inner, path === "" ? key : `${path}.${key}`, child));
    else if (node.additionalProperties === false) {
      causes.invalid(field, key, `${path}.${key} in body is a forbidden property`);
    } else if (checks.additional !== undefined) builder.merge(checks.additional(inner, `${path}.${key}`, child));
  }
  for (const key of node.required ?? []) {
    if (!Object.hasOwn(value, key) || value[key] === undefined) causes.required(fieldOf(`${path}.${key}`));
  }
  builder.add(causes.list);
  builder.count();
  builder.count();
}

/** The field of a cause for a path of the validator. */
function fieldOf(path: string): string {
  const field = path.replace(/^\./, "");
  return field === "" ? "<nil>" : field;
}
