import { type CelType, dynType, listType, mapType, nullType, opaqueType, typeOfType } from "../types/cel-type.js";

/**
 * The known substitutions of type parameters, and whether types are assignable (cel-go, checker/types.go and mapping.go). A
 * failed attempt is undone.
 */
export class Substitutions {
  readonly #types = new Map<string, CelType>();
  /** The substitutions replaced since the current attempt began: names, and their previous types. */
  readonly #trail: { readonly name: string; readonly type: CelType | undefined }[] = [];

  /** Whether values of `right` are assignable to `left`; records the necessary substitutions if so. */
  assign(left: CelType, right: CelType): boolean {
    return this.#attempt(() => this.#isAssignable(left, right));
  }

  /** The same for lists of types of equal length. */
  assignAll(left: readonly CelType[], right: readonly CelType[]): boolean {
    return this.#attempt(() => this.#areAssignable(left, right));
  }

  /** The type with its parameters substituted as far as known; unknown ones become `dyn` if `unknownToDyn` is set. */
  apply(type: CelType, unknownToDyn = false): CelType {
    let current = type;
    for (let next = this.#find(current); next !== undefined; next = this.#find(current)) current = next;
    switch (current.kind) {
      case "typeParam":
        return unknownToDyn ? dynType : current;
      case "opaque":
      case "list":
      case "map":
      case "type":
        return this.#applyToParameters(current, unknownToDyn);
      default:
        return current;
    }
  }

  #applyToParameters(type: CelType, unknownToDyn: boolean): CelType {
    const { parameters } = type;
    const applied = parameters.map((parameter) => this.apply(parameter, unknownToDyn));
    if (applied.every((parameter, index) => parameter === parameters[index])) return type;
    return withParameters(type, applied);
  }

  #find(type: CelType): CelType | undefined {
    return type.kind === "typeParam" ? this.#types.get(type.name) : undefined;
  }

  #attempt(holds: () => boolean): boolean {
    this.#trail.length = 0;
    if (holds()) return true;
    for (let last = this.#trail.pop(); last !== undefined; last = this.#trail.pop()) {
      if (last.type === undefined) this.#types.delete(last.name);
      else this.#types.set(last.name, last.type);
    }
    return false;
  }

  #replace(parameter: CelType, type: CelType): void {
    this.#trail.push({ name: parameter.name, type: this.#types.get(parameter.name) });
    this.#types.set(parameter.name, type);
  }

  #isAssignable(left: CelType, right: CelType): boolean {
    if (right.kind === "typeParam") {
      const found = this.#substitute(left, right);
      if (found.isValid) return true;
      if (found.isKnown) return false;
    }
    if (left.kind === "typeParam") return this.#substitute(right, left).isValid;
    if (isDynOrError(left) || isDynOrError(right)) return true;
    if (left.kind === "null") return isAssignableNull(right);
    if (right.kind === "null") return isAssignableNull(left);
    switch (left.kind) {
      case "type":
        return right.kind === "type";
      case "opaque":
      case "list":
      case "map":
        return (
          left.kind === right.kind && left.name === right.name && this.#areAssignable(left.parameters, right.parameters)
        );
      default:
        return right.isAssignableFrom(left);
    }
  }

  #areAssignable(left: readonly CelType[], right: readonly CelType[]): boolean {
    if (left.length !== right.length) return false;
    return left.every((type, index) => this.#isAssignable(type, right[index] as CelType));
  }

  /** Whether a parameter can be substituted by a type, and whether it already had a substitution. */
  #substitute(type: CelType, parameter: CelType): { readonly isValid: boolean; readonly isKnown: boolean } {
    if (type.equals(parameter)) return { isValid: true, isKnown: true };
    const known = this.#find(parameter);
    if (known === undefined) {
      if (!this.#isFreeOf(parameter, type)) return { isValid: false, isKnown: false };
      this.#replace(parameter, type);
      return { isValid: true, isKnown: false };
    }
    if (type.equals(known)) return { isValid: true, isKnown: true };
    if (!this.#isAssignable(type, known)) return { isValid: false, isKnown: true };
    const wider = mostGeneral(type, known);
    if (this.#isFreeOf(parameter, wider)) this.#replace(parameter, wider);
    return { isValid: true, isKnown: true };
  }

  /** The occurs check: a parameter within a type must not be substituted by that type. */
  #isFreeOf(parameter: CelType, within: CelType): boolean {
    let current = within;
    for (;;) {
      if (parameter.equals(current)) return false;
      const known = this.#find(current);
      if (known === undefined) break;
      current = known;
    }
    return current.parameters.every((inner) => this.#isFreeOf(parameter, inner));
  }
}

/** The one of two types that the other is assignable to. */
export function mostGeneral(left: CelType, right: CelType): CelType {
  return isEqualOrLessSpecific(left, right) ? left : right;
}

/** Whether a type is `dyn` or `any`; type parameters are not. */
export function isDyn(type: CelType): boolean {
  return type.kind === "dyn" || type.kind === "any";
}

/** Whether nothing further can be checked for a type. */
export function isDynOrError(type: CelType): boolean {
  return isDyn(type) || type.kind === "error";
}

function isAssignableNull(type: CelType): boolean {
  switch (type.kind) {
    case "opaque":
    case "struct":
    case "any":
    case "duration":
    case "timestamp":
      return true;
    default:
      return type.isAssignableFrom(nullType);
  }
}

function isEqualOrLessSpecific(left: CelType, right: CelType): boolean {
  if (left.isDyn) return true;
  if (right.isDyn || left.kind !== right.kind) return false;
  switch (left.kind) {
    case "opaque":
    case "list":
    case "map": {
      if (left.name !== right.name || left.parameters.length !== right.parameters.length) return false;
      return left.parameters.every((inner, index) => isEqualOrLessSpecific(inner, right.parameters[index] as CelType));
    }
    case "type":
      return true;
    default:
      return left.equals(right);
  }
}

function withParameters(type: CelType, parameters: readonly CelType[]): CelType {
  const [first, second] = parameters as [CelType, CelType];
  switch (type.kind) {
    case "list":
      return listType(first);
    case "map":
      return mapType(first, second);
    case "type":
      return typeOfType(first);
    default:
      return opaqueType(type.name, ...parameters);
  }
}
