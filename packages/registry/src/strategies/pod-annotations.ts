import type { PodSpec } from "@engenho/core";
import type { Causes } from "../validation/causes.js";

type Annotations = Readonly<Record<string, string>> | undefined;

const mirrorPod = "kubernetes.io/config.mirror";
const deletionCost = "controller.kubernetes.io/pod-deletion-cost";

/** Checks the annotations that mean something on Pods and Pod templates (upstream: ValidatePodSpecificAnnotations). */
export function checkPodAnnotations(
  annotations: Annotations,
  spec: PodSpec,
  { path, causes }: { readonly path: string; readonly causes: Causes },
): void {
  if (annotations === undefined) return;
  const mirror = own(annotations, mirrorPod);
  if (mirror !== undefined && (spec.nodeName ?? "") === "") {
    causes.invalid(`${path}[${mirrorPod}]`, mirror, "must set spec.nodeName if mirror pod annotation is set");
  }
  const cost = own(annotations, deletionCost);
  if (cost !== undefined && !isInteger32(cost))
    causes.invalid(`${path}[${deletionCost}]`, cost, "must be a 32bit integer");
}

/** Checks that an update leaves the mark of a mirror Pod as it is. */
export function checkPodAnnotationUpdates(next: Annotations, current: Annotations, causes: Causes): void {
  const before = own(current, mirrorPod);
  const after = own(next, mirrorPod);
  if (before === after) return;
  const detail =
    before === undefined ? "may not add mirror pod annotation" : "may not remove or update mirror pod annotation";
  causes.forbidden(`metadata.annotations[${mirrorPod}]`, detail);
}

function own(annotations: Annotations, key: string): string | undefined {
  return annotations !== undefined && Object.hasOwn(annotations, key) ? annotations[key] : undefined;
}

function isInteger32(text: string): boolean {
  if (!/^(?:0|-?[1-9][0-9]*)$/.test(text)) return false;
  const value = Number(text);
  return value >= -(2 ** 31) && value < 2 ** 31;
}
