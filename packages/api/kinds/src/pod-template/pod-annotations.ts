import type { Pod, PodSpec } from "@engenho/core";
import type { Causes } from "@engenho/machinery";
import { type GoShape, readAnnotation } from "../shared/json-annotation.js";
import { appArmorPrefix, checkAppArmorAnnotations } from "./app-armor.js";
import { checkSeccompAnnotations } from "./seccomp-annotations.js";
import { checkTolerations } from "./spec/scheduling.js";
import { tolerates } from "./spec/tolerated-errors.js";

type Annotations = Readonly<Record<string, string>>;

const mirrorPod = "kubernetes.io/config.mirror";
const deletionCost = "controller.kubernetes.io/pod-deletion-cost";
const tolerationsKey = "scheduler.alpha.kubernetes.io/tolerations";

/** Validates the annotations with a meaning for Pods and Pod templates (upstream: ValidatePodSpecificAnnotations). */
export function checkPodAnnotations(
  annotations: Annotations | undefined,
  spec: PodSpec,
  { path, causes }: { readonly path: string; readonly causes: Causes },
): void {
  if (annotations === undefined) return;
  const mirror = own(annotations, mirrorPod);
  if (mirror !== undefined && (spec.nodeName ?? "") === "") {
    causes.invalid(`${path}[${mirrorPod}]`, mirror, "must set spec.nodeName if mirror pod annotation is set");
  }
  checkTolerationsAnnotation(own(annotations, tolerationsKey) ?? "", path, causes);
  if (hasInvalidDeletionCost(annotations) && !tolerates(causes, "pod-deletion-cost")) {
    causes.invalid(`${path}[${deletionCost}]`, own(annotations, deletionCost), "must be a 32bit integer");
  }
  checkSeccompAnnotations(annotations, path, causes);
  checkAppArmorAnnotations(annotations, spec, { path, causes });
}

/** Validates updates of such annotations, and their new values (upstream: ValidatePodSpecificAnnotationUpdates). */
export function checkPodAnnotationUpdates(next: Pod, current: Pod, causes: Causes): void {
  const [after, before] = [next.metadata.annotations ?? {}, current.metadata.annotations ?? {}];
  if (after === before) return;
  const path = "metadata.annotations";
  for (const [key, value] of Object.entries(before)) {
    if (own(after, key) === value) continue;
    if (key.startsWith(appArmorPrefix))
      causes.forbidden(`${path}[${key}]`, "may not remove or update AppArmor annotations");
    if (key === mirrorPod) causes.forbidden(`${path}[${key}]`, "may not remove or update mirror pod annotation");
  }
  for (const key of Object.keys(after)) {
    if (Object.hasOwn(before, key)) continue;
    if (key.startsWith(appArmorPrefix)) causes.forbidden(`${path}[${key}]`, "may not add AppArmor annotations");
    if (key === mirrorPod) causes.forbidden(`${path}[${key}]`, "may not add mirror pod annotation");
  }
  checkPodAnnotations(after, next.spec ?? { containers: [] }, { path, causes });
}

/** Whether this is a mirror Pod: the API object of a static Pod, which the kubelet runs from a file. */
export function isStaticPod({ metadata }: Pick<Pod, "metadata">): boolean {
  return metadata.annotations !== undefined && Object.hasOwn(metadata.annotations, mirrorPod);
}

/** Whether the deletion cost annotation is set and invalid. */
export function hasInvalidDeletionCost(annotations: Annotations | undefined): boolean {
  const cost = annotations === undefined ? undefined : own(annotations, deletionCost);
  return cost !== undefined && !isInteger32(cost);
}

const tolerationShape: GoShape = {
  kind: "list",
  type: "[]core.Toleration",
  items: {
    kind: "struct",
    type: "core.Toleration",
    fields: {
      Key: { kind: "text", type: "string" },
      Operator: { kind: "text", type: "core.TolerationOperator" },
      Value: { kind: "text", type: "string" },
      Effect: { kind: "text", type: "core.TaintEffect" },
      TolerationSeconds: { kind: "integer", type: "int64" },
    },
  },
};

interface GoToleration {
  readonly Key?: string;
  readonly Operator?: "Equal" | "Exists";
  readonly Value?: string;
  readonly Effect?: "NoSchedule" | "PreferNoSchedule" | "NoExecute";
  readonly TolerationSeconds?: number;
}

/** This annotation is no longer used, but still validated (upstream: ValidateTolerationsInPodAnnotations). */
function checkTolerationsAnnotation(text: string, path: string, causes: Causes): void {
  if (text === "") return;
  const read = readAnnotation<readonly (GoToleration | undefined)[] | undefined>(text, tolerationShape);
  if ("fault" in read) {
    causes.invalid(path, tolerationsKey, read.fault);
    return;
  }
  const tolerations = (read.value ?? []).map((one) => ({
    key: one?.Key,
    operator: one?.Operator,
    value: one?.Value,
    effect: one?.Effect,
    tolerationSeconds: one?.TolerationSeconds,
  }));
  checkTolerations(tolerations as PodSpec["tolerations"], `${path}.${tolerationsKey}`, causes);
}

function own(annotations: Annotations, key: string): string | undefined {
  return Object.hasOwn(annotations, key) ? annotations[key] : undefined;
}

function isInteger32(text: string): boolean {
  if (!/^(?:0|-?[0-9]+)$/.test(text) || /^0./.test(text)) return false;
  const value = Number(text);
  return value >= -(2 ** 31) && value < 2 ** 31;
}
