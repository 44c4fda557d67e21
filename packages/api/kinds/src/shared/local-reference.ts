import { type Causes, dns1123SubdomainFaults, pathSegmentFaults } from "@engenho/machinery";

/** A reference to an object of any kind in the same namespace. */
export interface LocalReference {
  readonly apiGroup?: string | undefined;
  readonly kind?: string | undefined;
  readonly name?: string | undefined;
}

/** Validates a reference of an Ingress or an IngressClass. Upstream: validateIngressTypedLocalObjectReference. */
export function checkLocalReference(
  { apiGroup, kind = "", name = "" }: LocalReference,
  path: string,
  causes: Causes,
): void {
  if (apiGroup !== undefined) causes.invalidEach(`${path}.apiGroup`, apiGroup, dns1123SubdomainFaults(apiGroup));
  if (kind === "") causes.required(`${path}.kind`, "kind is required");
  else causes.invalidEach(`${path}.kind`, kind, pathSegmentFaults(kind));
  if (name === "") causes.required(`${path}.name`, "name is required");
  else causes.invalidEach(`${path}.name`, name, pathSegmentFaults(name));
}
