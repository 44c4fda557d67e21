import { type ConfigMap, type StatusCause, type Stored, strictlyEqual } from "@engenho/core";
import { byteLength, Causes } from "@engenho/machinery";
import type { Strategy } from "@engenho/registry";
import { base64Length, checkImmutable, checkKey, maxDataBytes } from "../../shared/data-object.js";

/** ConfigMap: at most 1 MiB, and immutable once `immutable` is set. */
export const configMapStrategy: Strategy = {
  validateCreate: (configMap: ConfigMap) => validate(configMap),
  validateUpdate(next: ConfigMap, current: Stored<ConfigMap>): readonly StatusCause[] {
    const causes = new Causes();
    checkImmutable(next, current, { causes, fields: ["data", "binaryData"] });
    if (!(strictlyEqual(next.data, current.data) && strictlyEqual(next.binaryData, current.binaryData))) {
      causes.add(validate(next));
    }
    return causes.list;
  },
};

function validate({ data = {}, binaryData = {} }: ConfigMap): readonly StatusCause[] {
  const causes = new Causes();
  let size = 0;
  for (const key of Object.keys(data)) {
    checkKey("data", key, causes);
    if (Object.hasOwn(binaryData, key)) causes.invalid(`data[${key}]`, key, "duplicate of key present in binaryData");
    size += byteLength(data[key] as string);
  }
  for (const key of Object.keys(binaryData)) {
    checkKey("binaryData", key, causes);
    size += base64Length(binaryData[key] as string);
  }
  // Upstream names no field here, and an empty path is printed like this.
  if (size > maxDataBytes) causes.tooLong("[]", maxDataBytes);
  return causes.list;
}
