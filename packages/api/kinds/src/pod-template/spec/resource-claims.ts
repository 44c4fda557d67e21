import type { Container, PodSpec } from "@engenho/core";
import { type Causes, dns1123LabelFaults, dns1123SubdomainFaults } from "@engenho/machinery";
import { goStructValue } from "../../shared/go-diff/go-struct-value.js";

/** A resource claim of the Pod, as of 1.34. */
interface PodClaim {
  readonly name?: string;
  readonly resourceClaimName?: string;
  readonly resourceClaimTemplateName?: string;
}
type ClaimReference = NonNullable<NonNullable<Container["resources"]>["claims"]>[number];

/** Checks `spec.resourceClaims` (upstream: validatePodResourceClaims). */
export function checkResourceClaims(claims: PodSpec["resourceClaims"], path: string, causes: Causes): void {
  const names = new Set<string>();
  for (const [index, claim] of ((claims ?? []) as readonly PodClaim[]).entries()) {
    const at = `${path}[${index}]`;
    const { name = "", resourceClaimName, resourceClaimTemplateName } = claim;
    if (name === "") causes.required(`${at}.name`);
    else if (names.has(name)) causes.duplicate(`${at}.name`, name);
    else causes.invalidEach(`${at}.name`, name, dns1123LabelFaults(name));
    names.add(name);
    const printed = goStructValue("PodResourceClaim", claim);
    if (resourceClaimName !== undefined && resourceClaimTemplateName !== undefined) {
      const detail = "at most one of `resourceClaimName` or `resourceClaimTemplateName` may be specified";
      causes.invalid(at, printed, detail);
    }
    if (resourceClaimName === undefined && resourceClaimTemplateName === undefined) {
      causes.invalid(at, printed, "must specify one of: `resourceClaimName`, `resourceClaimTemplateName`");
    }
    for (const field of ["resourceClaimName", "resourceClaimTemplateName"] as const) {
      const value = claim[field];
      if (value !== undefined) causes.invalidEach(`${at}.${field}`, value, dns1123SubdomainFaults(value));
    }
  }
}

/** Checks a container's references to the Pod's claims, each request at most once (upstream: validateResourceClaimNames). */
export function checkClaimReferences(
  references: readonly ClaimReference[] | undefined,
  path: string,
  { causes, spec }: { readonly causes: Causes; readonly spec: PodSpec },
): void {
  if (references === undefined) return;
  const names = new Set((spec.resourceClaims ?? []).map(({ name = "" }) => name));
  names.delete("");
  const seen = new Set<string>();
  for (const [index, reference] of references.entries()) {
    const at = `${path}[${index}]`;
    const { name = "", request = "" } = reference as { readonly name?: string; readonly request?: string };
    if (name === "") {
      causes.required(at);
      continue;
    }
    if (seen.has(name)) causes.duplicate(at, name);
    else {
      const key = request === "" ? name : `${name}/${request}`;
      if (request !== "") causes.invalidEach(`${at}.request`, request, dns1123LabelFaults(request));
      if (seen.has(key)) causes.duplicate(at, key);
      else if (request === "") {
        for (const other of seen) if (other.startsWith(`${name}/`)) causes.duplicate(at, name);
      }
      seen.add(key);
    }
    if (names.has(name)) continue;
    const among = names.size === 0 ? " which is empty" : `: ${[...names].sort().join(", ")}`;
    causes.notFound(at, name, `must be one of the names in pod.spec.resourceClaims${among}`);
  }
}
