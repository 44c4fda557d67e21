import { StoreError } from "@engenho/core";
import type { DiscoveredKind } from "../discovery/served-kind.js";

/** The NotFound error of an object that a cache does not have, with the server's message. */
export function notFound({ group, plural }: DiscoveredKind, name: string): StoreError {
  const resource = group === "" ? plural : `${plural}.${group}`;
  const details = { name, ...(group === "" ? {} : { group }), kind: plural };
  return new StoreError("NotFound", `${resource} "${name}" not found`, { details });
}

/** The error of a request for an object without a name. */
export function missingName(): StoreError {
  return new StoreError("BadRequest", "resource name may not be empty");
}

/** The error of a request for a namespaced object without a namespace. */
export function missingNamespace({ group, kind }: DiscoveredKind, name: string): StoreError {
  const causes = [{ reason: "FieldValueRequired", message: "Required value", field: "metadata.namespace" }];
  const what = group === "" ? kind : `${kind}.${group}`;
  const details = { name, group, kind, causes };
  return new StoreError("Invalid", `${what} "${name}" is invalid: metadata.namespace: Required value`, { details });
}
