import {
  boolType,
  bytesType,
  CelType,
  doubleType,
  durationType,
  dynType,
  intType,
  listType,
  mapType,
  nullType,
  opaqueType,
  stringType,
  timestampType,
  typeType,
  uintType,
} from "../types/cel-type.js";
import { CelList } from "./list.js";
import { CelMap } from "./map.js";
import { CelObject } from "./object.js";
import { CelOptional } from "./optional.js";
import { CelDuration, CelTimestamp } from "./time.js";
import { CelUint } from "./uint.js";
import type { CelValue } from "./value.js";

const anyList = listType(dynType);
const anyMap = mapType(dynType, dynType);
const anyOptional = opaqueType("optional_type");

/** The type of a value at run time, without the types of elements of lists, maps and optionals. */
export function typeOf(value: CelValue): CelType {
  switch (typeof value) {
    case "string":
      return stringType;
    case "bigint":
      return intType;
    case "boolean":
      return boolType;
    case "number":
      return doubleType;
    default:
      return value === null ? nullType : typeOfObject(value);
  }
}

function typeOfObject(value: Extract<CelValue, object>): CelType {
  if (value instanceof CelMap) return anyMap;
  if (value instanceof CelList) return anyList;
  if (value instanceof CelObject) return value.type;
  if (value instanceof CelTimestamp) return timestampType;
  if (value instanceof CelDuration) return durationType;
  if (value instanceof CelOptional) return anyOptional;
  if (value instanceof CelUint) return uintType;
  return value instanceof CelType ? typeType : bytesType;
}
