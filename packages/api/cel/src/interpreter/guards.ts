import type { CelType } from "../types/cel-type.js";
import { CelError } from "../values/error.js";
import { CelList } from "../values/list.js";
import { CelMap } from "../values/map.js";
import { typeOf } from "../values/type-of.js";
import type { CelResult } from "../values/value.js";

/** Whether a value is acceptable for a parameter. */
export type Guard = (value: CelResult) => boolean;

/**
 * A predicate for the values of a type. For lists and maps only one element is checked, as in cel-go (common/types/types.go,
 * IsAssignableRuntimeType).
 */
export function guardFor(type: CelType): Guard {
  const guard = plainGuard(type);
  return type.nullable ? (value) => value === null || guard(value) : guard;
}

function plainGuard(type: CelType): Guard {
  switch (type.kind) {
    case "dyn":
    case "any":
    case "typeParam":
      return () => true;
    case "string":
      return (value) => typeof value === "string";
    case "int":
      return (value) => typeof value === "bigint";
    case "bool":
      return (value) => typeof value === "boolean";
    case "double":
      return (value) => typeof value === "number";
    case "list":
      return listGuard(type);
    case "map":
      return mapGuard(type);
    default:
      return (value) => !(value instanceof CelError) && typeOf(value).name === type.name;
  }
}

function listGuard({ parameters: [element] }: CelType): Guard {
  if (element === undefined || element.isDyn) return (value) => value instanceof CelList;
  const guard = guardFor(element);
  return (value) => value instanceof CelList && (value.size === 0 || guard(value.at(0)));
}

function mapGuard({ parameters: [key, element] }: CelType): Guard {
  if (key === undefined || element === undefined || (key.isDyn && element.isDyn)) {
    return (value) => value instanceof CelMap;
  }
  const keyGuard = guardFor(key);
  const guard = guardFor(element);
  return (value) => {
    if (!(value instanceof CelMap)) return false;
    const [first] = value.keys();
    return first === undefined || (keyGuard(first) && guard(value.find(first) ?? null));
  };
}
