import type { Reference } from "../ast/checked-expression.js";
import type {
  Call,
  Comprehension,
  Expression,
  Identifier,
  ListLiteral,
  MapLiteral,
  Select,
  StructLiteral,
} from "../ast/expression.js";
import type { Issues } from "../ast/issues.js";
import type { Positions } from "../ast/positions.js";
import { qualifiedName, withoutDot } from "../ast/qualified-name.js";
import {
  boolType,
  type CelType,
  dynType,
  errorType,
  intType,
  listType,
  mapType,
  optionalType,
  typeParam,
} from "../types/cel-type.js";
import { typeOf } from "../values/type-of.js";
import type { Declarations, DeclaredFunction, NameDeclaration } from "./declarations.js";
import { formatSignature, formatType } from "./format-type.js";
import { resolveOverload, wrongLogicalOperands } from "./overload-resolution.js";
import { Scopes } from "./scopes.js";
import { isDyn, isDynOrError, mostGeneral, Substitutions } from "./substitutions.js";

/** The input of a check. */
export interface CheckInput {
  readonly declarations: Declarations;
  readonly positions: Positions;
  readonly issues: Issues;
}

/** The result of a check, by the ids of nodes; complete if no issue was reported. */
export interface CheckResult {
  readonly types: ReadonlyMap<number, CelType>;
  readonly references: ReadonlyMap<number, Reference>;
}

/** Determines the type of each part of an expression, and what its names refer to (cel-go, checker/checker.go). */
export function check(root: Expression, input: CheckInput): CheckResult {
  return new Checker(input).run(root);
}

class Checker {
  readonly #input: CheckInput;
  readonly #types = new Map<number, CelType>();
  readonly #references = new Map<number, Reference>();
  readonly #substitutions = new Substitutions();
  readonly #scopes = new Scopes();
  #typeParams = 0;

  constructor(input: CheckInput) {
    this.#input = input;
  }

  run(root: Expression): CheckResult {
    this.#check(root);
    for (const [id, type] of this.#types) this.#types.set(id, this.#substitutions.apply(type, true));
    return { types: this.#types, references: this.#references };
  }

  #check(node: Expression): CelType {
    const type = this.#typeOf(node);
    this.#types.set(node.id, type);
    return type;
  }

  #typeOf(node: Expression): CelType {
    switch (node.kind) {
      case "literal":
        return typeOf(node.value);
      case "identifier":
        return this.#identifier(node);
      case "select":
        return this.#select(node);
      case "call":
        return this.#call(node);
      case "list":
        return this.#list(node);
      case "map":
        return this.#map(node);
      case "struct":
        return this.#struct(node);
      default:
        return this.#comprehension(node);
    }
  }

  #identifier({ id, name }: Identifier): CelType {
    const found = this.#find(name);
    if (found !== undefined) return this.#refer(id, found);
    return this.#undeclared(id, name);
  }

  #find(name: string): NameDeclaration | undefined {
    const full = withoutDot(name);
    return this.#scopes.find(full) ?? this.#input.declarations.name(full);
  }

  #refer(id: number, { name, type, value }: NameDeclaration): CelType {
    this.#references.set(id, value === undefined ? { name } : { name, value });
    return type;
  }

  #undeclared(id: number, name: string): CelType {
    this.#report(id, `undeclared reference to '${name}' (in container '')`);
    return errorType;
  }

  #select(node: Select): CelType {
    const name = qualifiedName(node, (first) => this.#isNamespace(first));
    const found = name === undefined ? undefined : this.#find(name);
    if (found !== undefined) return this.#refer(node.id, found);
    const type = this.#field(node, false);
    return node.testOnly ? boolType : type;
  }

  #isNamespace(first: string): boolean {
    return this.#input.declarations.isNamespace(first);
  }

  #field({ id, operand, field }: Pick<Select, "id" | "operand" | "field">, isOptional: boolean): CelType {
    const operandType = this.#substitutions.apply(this.#check(operand));
    const target = unwrapOptional(operandType);
    const result = this.#substitutions.apply(this.#fieldType(id, { target: target ?? operandType, field }));
    return target !== undefined || isOptional ? optionalType(result) : result;
  }

  #fieldType(id: number, { target, field }: { readonly target: CelType; readonly field: string }): CelType {
    switch (target.kind) {
      case "map":
        return target.parameters[1] as CelType;
      case "struct": {
        const type = target.field(field);
        if (type !== undefined) return type;
        this.#report(id, `undefined field '${field}'`);
        return errorType;
      }
      case "typeParam":
        this.#substitutions.assign(dynType, target);
        return dynType;
      default:
        if (!isDynOrError(target)) this.#report(id, `type '${formatType(target)}' does not support field selection`);
        return dynType;
    }
  }

  #optionalSelect({ id, args: [operand, field] }: Call): CelType {
    if (operand === undefined || field?.kind !== "literal" || typeof field.value !== "string") return errorType;
    this.#references.set(id, { overloads: ["select_optional_field"] });
    return this.#field({ id, operand, field: field.value }, true);
  }

  #call(node: Call): CelType {
    if (node.function === "_?._") return this.#optionalSelect(node);
    for (const argument of node.args) this.#check(argument);
    if (node.target === undefined) {
      const declared = this.#input.declarations.function(withoutDot(node.function));
      return declared === undefined ? this.#undeclared(node.id, node.function) : this.#resolve(node, declared);
    }
    const prefix = qualifiedName(node.target, (first) => this.#isNamespace(first));
    const namespaced =
      prefix === undefined ? undefined : this.#input.declarations.function(`${withoutDot(prefix)}.${node.function}`);
    if (namespaced !== undefined) return this.#resolve({ ...node, target: undefined }, namespaced);
    this.#check(node.target);
    const declared = this.#input.declarations.function(node.function);
    return declared === undefined ? this.#undeclared(node.id, node.function) : this.#resolve(node, declared);
  }

  #resolve({ id, target, args }: Call, declared: DeclaredFunction): CelType {
    const nodes = target === undefined ? args : [target, ...args];
    const types = nodes.map((node) => this.#types.get(node.id) as CelType);
    if (declared.name === "_&&_" || declared.name === "_||_") return this.#logical(id, { declared, types, nodes });
    const shape = { types, isMember: target !== undefined };
    const resolution = resolveOverload(declared, shape, {
      substitutions: this.#substitutions,
      newTypeParam: () => this.#newTypeParam(),
    });
    if (resolution === undefined) {
      const shown = formatSignature(
        types.map((type) => this.#substitutions.apply(type, true)),
        shape.isMember,
      );
      this.#report(id, `found no matching overload for '${declared.name}' applied to '${shown}'`);
      return errorType;
    }
    this.#references.set(id, { function: declared.name, overloads: resolution.overloads });
    return resolution.type;
  }

  #logical(id: number, { declared, types, nodes }: LogicalCall): CelType {
    const wrong = wrongLogicalOperands(types, this.#substitutions);
    for (const index of wrong) this.#mismatch((nodes[index] as Expression).id, boolType, types[index] as CelType);
    if (wrong.length > 0) return errorType;
    this.#references.set(id, {
      function: declared.name,
      overloads: declared.overloads.map(({ overload }) => overload.id),
    });
    return boolType;
  }

  #list({ elements, optionals }: ListLiteral): CelType {
    let joined: CelType | undefined;
    for (const [index, element] of elements.entries()) {
      const type = this.#check(element);
      joined = this.#join(joined, optionals.has(index) ? this.#unwrapped(element.id, type) : type);
    }
    return listType(joined ?? this.#newTypeParam());
  }

  #map({ entries }: MapLiteral): CelType {
    let keys: CelType | undefined;
    let values: CelType | undefined;
    for (const { key, value, optional } of entries) {
      keys = this.#join(keys, this.#check(key));
      const type = this.#check(value);
      values = this.#join(values, optional ? this.#unwrapped(value.id, type) : type);
    }
    return mapType(keys ?? this.#newTypeParam(), values ?? this.#newTypeParam());
  }

  #struct(node: StructLiteral): CelType {
    const found = this.#find(node.typeName);
    if (found === undefined) return this.#undeclared(node.id, node.typeName);
    const type = this.#structType(node.id, found);
    this.#references.set(node.id, { name: found.name });
    this.#types.set(node.id, type);
    for (const { id, name, value, optional } of node.fields) {
      const given = this.#check(value);
      const declared = type.field(name);
      if (declared === undefined) {
        if (type.kind === "struct") this.#report(id, `undefined field '${name}'`);
        continue;
      }
      const assigned = optional ? this.#unwrapped(value.id, given) : given;
      if (this.#substitutions.assign(declared, assigned)) continue;
      this.#report(
        id,
        `expected type of field '${name}' is '${formatType(declared)}' but provided type is '${formatType(assigned)}'`,
      );
    }
    return type;
  }

  #structType(id: number, { type }: NameDeclaration): CelType {
    const [denoted] = type.parameters;
    if (type.kind !== "type" || denoted === undefined) this.#report(id, `'${type.name}' is not a type`);
    else if (denoted.kind === "struct") return denoted;
    else this.#report(id, `'${denoted.name}' is not a message type`);
    return errorType;
  }

  #comprehension(node: Comprehension): CelType {
    const range = this.#substitutions.apply(this.#check(node.range));
    const accumulated = this.#check(node.init);
    this.#scopes.push(node.accumulator, accumulated);
    const [first, second] = this.#variableTypes(node, range);
    this.#scopes.push(node.variable, first);
    if (node.variable2 !== undefined) this.#scopes.push(node.variable2, second);
    this.#check(node.condition);
    this.#assertType(node.condition.id, boolType);
    this.#check(node.step);
    this.#assertType(node.step.id, accumulated);
    if (node.variable2 !== undefined) this.#scopes.pop(node.variable2);
    this.#scopes.pop(node.variable);
    const result = this.#check(node.result);
    this.#scopes.pop(node.accumulator);
    return this.#substitutions.apply(result);
  }

  /** The types of a comprehension's one or two variables. */
  #variableTypes({ range, variable2 }: Comprehension, type: CelType): readonly [CelType, CelType] {
    const [key, value] = type.parameters as readonly [CelType, CelType];
    switch (type.kind) {
      case "list":
        return variable2 === undefined ? [key, key] : [intType, key];
      case "map":
        return [key, value];
      case "dyn":
      case "error":
      case "typeParam":
        this.#substitutions.assign(dynType, type);
        return [dynType, dynType];
      default:
        this.#report(
          range.id,
          `expression of type '${formatType(type)}' cannot be range of a comprehension (must be list, map, or dynamic)`,
        );
        return [errorType, errorType];
    }
  }

  /** The common type of elements of both types. */
  #join(previous: CelType | undefined, current: CelType): CelType {
    if (previous === undefined) return current;
    return this.#substitutions.assign(previous, current) ? mostGeneral(previous, current) : dynType;
  }

  /** The type within the optional that `?` requires. */
  #unwrapped(id: number, type: CelType): CelType {
    const inner = unwrapOptional(type);
    if (inner === undefined && !isDyn(type)) this.#mismatch(id, optionalType(type), type);
    return inner ?? type;
  }

  #assertType(id: number, expected: CelType): void {
    const type = this.#types.get(id) as CelType;
    if (!this.#substitutions.assign(expected, type)) this.#mismatch(id, expected, type);
  }

  #mismatch(id: number, expected: CelType, actual: CelType): void {
    this.#report(id, `expected type '${formatType(expected)}' but found '${formatType(actual)}'`);
  }

  #newTypeParam(): CelType {
    return typeParam(`_var${this.#typeParams++}`);
  }

  #report(id: number, message: string): void {
    this.#input.issues.report(this.#input.positions.offsetOf(id), message);
  }
}

interface LogicalCall {
  readonly declared: DeclaredFunction;
  readonly types: readonly CelType[];
  readonly nodes: readonly Expression[];
}

function unwrapOptional(type: CelType): CelType | undefined {
  return type.kind === "opaque" && type.name === "optional_type" ? type.parameters[0] : undefined;
}
