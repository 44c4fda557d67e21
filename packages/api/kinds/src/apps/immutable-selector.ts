import type { LabelSelector } from "@engenho/core";
import type { Causes } from "@engenho/machinery";
import { sameByMeaning } from "../shared/equality.js";

const sameSelector = sameByMeaning("io.k8s.apimachinery.pkg.apis.meta.v1.LabelSelector");

/** An object with `spec.selector`. */
interface Selecting {
  readonly spec?: { readonly selector?: LabelSelector | undefined } | undefined;
}

/** The selector of a workload of apps/v1 never changes (AP-56). */
export function checkImmutableSelector(next: Selecting, current: Selecting, causes: Causes): void {
  if (sameSelector(next.spec?.selector, current.spec?.selector)) return;
  causes.invalid("spec.selector", next.spec?.selector, "field is immutable");
}
