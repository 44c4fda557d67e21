import { StoreError } from "@engenho/core";
import type { DiscoveredKind } from "../discovery/served-kind.js";

/** An object that a cache does not have, with a server's text. */
export function notFound({ group, plural }: DiscoveredKind, name: string): StoreError {
  const resource = group === "" ? plural : `${plural}.${group}`;
  const details = { name, ...(group === "" ? {} : { group }), kind: plural };
  return new StoreError("NotFound", `${resource} "${name}" not found`, { details });
}

/** A request for an object without a name, which no path can name. */
export function missingName(): StoreError {
  return new StoreError("BadRequest", "resource name may not be empty");
}

/** An object of a namespaced kind without a namespace, which no path can name. */
export function missingNamespace({ group, kind }: DiscoveredKind, name: string): StoreError {
  const causes = [{ reason: "FieldValueRequired", message: "Required value", field: "metadata.namespace" }];
  const what = group === "" ? kind : `${kind}.${group}`;
  const details = { name, group, kind, causes };
  return new StoreError("Invalid", `${what} "${name}" is invalid: metadata.namespace: Required value`, { details });
}
