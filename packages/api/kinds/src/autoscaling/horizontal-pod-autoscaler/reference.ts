import type { HorizontalPodAutoscaler } from "@engenho/core";
import { type Causes, pathSegmentFaults } from "@engenho/machinery";

/** The scale target of an autoscaler, or the object of a metric. */
export type Reference = Partial<NonNullable<HorizontalPodAutoscaler["spec"]>["scaleTargetRef"]>;

/** How strict {@link checkReference} is. */
export interface ReferenceContext {
  readonly causes: Causes;
  /** The version is not checked, because the stored object has an invalid one. */
  readonly anyVersion: boolean;
  /** Whether the version must include a group. Default false. */
  readonly needsGroup?: boolean;
}

/** Checks a reference to an object of any kind (upstream: ValidateCrossVersionObjectReference). */
export function checkReference(reference: Reference, path: string, context: ReferenceContext): void {
  const { causes, anyVersion, needsGroup = false } = context;
  for (const field of ["kind", "name"] as const) {
    const value = reference[field] ?? "";
    if (value === "") causes.required(`${path}.${field}`);
    else causes.invalidEach(`${path}.${field}`, value, pathSegmentFaults(value));
  }
  if (anyVersion) return;
  const { apiVersion = "" } = reference;
  if (!hasVersion(reference)) {
    causes.invalid(`${path}.apiVersion`, apiVersion, `unexpected GroupVersion string: ${apiVersion}`);
  } else if (needsGroup && !/^[^/]+\//.test(apiVersion)) {
    causes.invalid(`${path}.apiVersion`, apiVersion, "apiVersion must specify API group");
  }
}

/** Whether `apiVersion` can be parsed as a group and a version, or is empty. */
export function hasVersion({ apiVersion = "" }: Reference): boolean {
  return apiVersion.split("/").length <= 2;
}
