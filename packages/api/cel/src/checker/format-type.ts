import type { CelType } from "../types/cel-type.js";

/** A type as the checker's messages print it (cel-go, checker/format.go). */
export function formatType(type: CelType): string {
  switch (type.kind) {
    case "any":
      return "any";
    case "duration":
    case "timestamp":
      return type.kind;
    case "error":
      return "!error!";
    case "null":
      return "null";
    case "typeParam":
      return type.name;
    default: {
      if (type.parameters.length > 0) return `${type.name}(${type.parameters.map(formatType).join(", ")})`;
      return type.nullable ? `wrapper(${type.name})` : type.name;
    }
  }
}

/** The types of a call's arguments, for member calls starting with the target's. */
export function formatSignature(types: readonly CelType[], isMember: boolean): string {
  const names = types.map(formatType);
  return isMember ? `${names[0]}.(${names.slice(1).join(", ")})` : `(${names.join(", ")})`;
}
