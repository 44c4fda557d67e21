import type { Pod, PodSpec, Stored } from "@engenho/core";
import type { Causes } from "@engenho/machinery";
import { checkTolerations } from "../../pod-template/spec/scheduling.js";
import { sameByMeaning } from "../../shared/equality.js";
import { goDiff } from "../../shared/go-diff/go-diff.js";
import { type GoValue, goPodSpec } from "../../shared/go-diff/go-struct-value.js";
import { checkGatedPodUpdate } from "./gated-pod.js";

type Containers = PodSpec["containers"];
type Toleration = NonNullable<PodSpec["tolerations"]>[number];

const updatableFields = [
  "`spec.containers[*].image`",
  "`spec.initContainers[*].image`",
  "`spec.activeDeadlineSeconds`",
  "`spec.tolerations` (only additions to existing tolerations)",
  "`spec.terminationGracePeriodSeconds` (allow it to be set to 1 if it was previously negative)",
].join(",");

const podSpec = "io.k8s.api.core.v1.PodSpec";
const samePodSpec = sameByMeaning(podSpec);
const sameToleration = sameByMeaning("io.k8s.api.core.v1.Toleration");

/**
 * Checks an update of a Pod's spec (AP-44): only images, activeDeadlineSeconds (decrease), tolerations (additions), scheduling
 * gates (removal), and a negative grace period may change. Upstream: ValidatePodUpdate.
 */
export function checkPodSpecUpdate(next: Pod, current: Stored<Pod>, causes: Causes): void {
  const after = next.spec ?? { containers: [] };
  const before = current.spec ?? { containers: [] };
  if (after === before) return;
  if (!checkContainerCount(after.containers, before.containers, { path: "spec.containers", causes })) return;
  const counts = { path: "spec.initContainers", causes };
  if (!checkContainerCount(after.initContainers, before.initContainers, counts)) return;
  if (!checkDeadline(after.activeDeadlineSeconds, before.activeDeadlineSeconds, causes)) return;
  checkOnlyAddedTolerations(after.tolerations ?? [], before.tolerations ?? [], causes);
  checkOnlyRemovedGates(after, before, causes);
  if (samePodSpec(after, before)) return;
  const updatable = withUpdatableFields(after, before);
  const gated = (before.schedulingGates ?? []).length > 0;
  const restored = gated ? checkGatedPodUpdate(updatable, before, causes) : updatable;
  if (samePodSpec(restored, before)) return;
  const shown = goDiff(goPodSpec(before as object as GoValue), goPodSpec(restored as object as GoValue));
  causes.forbidden("spec", `pod updates may not change fields other than ${updatableFields}\n${shown}`);
}

interface Place {
  readonly path: string;
  readonly causes: Causes;
}

function checkContainerCount(next: Containers = [], current: Containers = [], { path, causes }: Place): boolean {
  if (next.length !== current.length) {
    causes.forbidden(path, "pod updates may not add or remove containers");
    return false;
  }
  for (const [index, { image = "" }] of next.entries()) {
    if (image === "") causes.required(`${path}[${index}].image`);
    if (image.trim() !== image) {
      causes.invalid(`${path}[${index}].image`, image, "must not have leading or trailing whitespace");
    }
  }
  return true;
}

function checkDeadline(next: number | undefined, current: number | undefined, causes: Causes): boolean {
  const path = "spec.activeDeadlineSeconds";
  if (next === undefined) {
    if (current !== undefined) causes.invalid(path, null, "must not update from a positive integer to nil value");
    return true;
  }
  if (next < 0 || next > 2 ** 31 - 1) {
    causes.inRange(path, next, [0, 2 ** 31 - 1]);
    return false;
  }
  if (current !== undefined && current < next) {
    causes.invalid(path, next, "must be less than or equal to previous value");
    return false;
  }
  return true;
}

function checkOnlyAddedTolerations(next: readonly Toleration[], current: readonly Toleration[], causes: Causes): void {
  const path = "spec.tolerations";
  for (const before of current) {
    const kept = next.some((after) => sameToleration({ ...before, tolerationSeconds: after.tolerationSeconds }, after));
    if (kept) continue;
    causes.forbidden(path, "existing toleration can not be modified except its tolerationSeconds");
    return;
  }
  checkTolerations(next, path, causes);
}

function checkOnlyRemovedGates(next: PodSpec, current: PodSpec, causes: Causes): void {
  const known = new Set((current.schedulingGates ?? []).map((gate) => gate.name));
  for (const [index, gate] of (next.schedulingGates ?? []).entries()) {
    if (known.has(gate.name)) continue;
    const detail = `only deletion is allowed, but found new scheduling gate '${gate.name}'`;
    causes.forbidden(`spec.schedulingGates[${index}].name`, detail);
  }
}

/** The new spec with all mutable fields reset to their old values. */
function withUpdatableFields(next: PodSpec, current: PodSpec): PodSpec {
  const restored: Record<string, unknown> = {
    ...next,
    containers: withImages(next.containers, current.containers),
    initContainers: withImages(next.initContainers, current.initContainers),
    activeDeadlineSeconds: current.activeDeadlineSeconds,
    schedulingGates: current.schedulingGates,
    tolerations: current.tolerations,
  };
  if ((current.terminationGracePeriodSeconds ?? 0) < 0 && next.terminationGracePeriodSeconds === 1) {
    restored.terminationGracePeriodSeconds = current.terminationGracePeriodSeconds;
  }
  // Fields of it may be undefined, where those of a PodSpec are absent.
  return restored as unknown as PodSpec;
}

function withImages(next: Containers | undefined, current: Containers | undefined): Containers | undefined {
  return next?.map((container, index) => {
    const image = current?.[index]?.image;
    return image === undefined ? container : { ...container, image };
  });
}
