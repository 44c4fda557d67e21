import { type Container, copyWith, definedFields, type Pod, type PodSpec, type Stored } from "@engenho/core";
import type { Causes } from "@engenho/machinery";
import { isStaticPod } from "../../pod-template/pod-annotations.js";
import { podResourcesOf } from "../../pod-template/spec/pod-resources.js";
import { sameByMeaning } from "../../shared/equality.js";
import { qosClassOf } from "./qos-class.js";

type ResourceList = Readonly<Record<string, string>>;

const sameContainer = sameByMeaning("io.k8s.api.core.v1.Container");
const sameSpec = sameByMeaning("io.k8s.api.core.v1.PodSpec");
const onlyCpuAndMemory = "only cpu and memory resources are mutable";
const lists = ["initContainers", "containers"] as const;

/** Checks a write of `/resize`: it changes the cpu and memory of containers, and nothing else (upstream: ValidatePodResize). */
export function checkResize(next: Pod, current: Stored<Pod>, causes: Causes): void {
  const after = next.spec ?? { containers: [] };
  const before = current.spec ?? { containers: [] };
  const qosClass = current.status?.qosClass ?? qosClassOf(before);
  if (qosClassOf(after) !== qosClass) {
    causes.invalid("spec", next.status?.qosClass ?? "", "Pod QOS Class may not change as a result of resizing");
  }
  if (!isSupported(current)) causes.forbidden("spec", "Pod running on node without support for resize");
  if (!isInOrder(after, before, causes)) return;
  for (const list of lists) {
    for (const [index, container] of (before[list] ?? []).entries()) {
      const changed = (after[list] ?? [])[index] as Container;
      if (list === "initContainers" && container.restartPolicy !== "Always") continue;
      checkNothingRemoved(changed, container, { path: `spec.${list}[${index}].resources`, causes });
    }
  }
  for (const [index, container] of (before.containers ?? []).entries()) {
    const changed = after.containers[index] as Container;
    if (!sameContainer(withCpuAndMemoryOf(changed, container), container)) causes.forbidden("spec", onlyCpuAndMemory);
  }
  for (const [index, container] of (before.initContainers ?? []).entries()) {
    const changed = (after.initContainers ?? [])[index] as Container;
    if (changed.restartPolicy === "Always") {
      if (sameContainer(withCpuAndMemoryOf(changed, container), container)) continue;
      causes.forbidden("spec", "only cpu and memory resources for sidecar containers are mutable");
    } else if (!sameContainer(changed, container)) {
      causes.forbidden("spec", "resources for non-sidecar init containers are immutable");
    }
  }
  if (causes.list.length > 0) return;
  const kept = copyWith(after, definedFields({ containers: before.containers, initContainers: before.initContainers }));
  if (!sameSpec(kept, before)) causes.forbidden("spec", onlyCpuAndMemory);
}

/** Why a Pod cannot be resized at all; undefined if it can. */
export function resizeRefusal(next: Pod, current: Stored<Pod>): string | undefined {
  if (hasOwnResources(next.spec) || hasOwnResources(current.spec)) {
    return "pods with pod-level resources cannot be resized";
  }
  if (isStaticPod(current)) return "static pods cannot be resized";
  return current.spec?.os?.name === "windows" ? "windows pods cannot be resized" : undefined;
}

function hasOwnResources(spec: PodSpec | undefined): boolean {
  const { requests = {}, limits = {} } = podResourcesOf(spec) ?? {};
  return Object.keys(requests).length + Object.keys(limits).length > 0;
}

/** A kubelet that supports resizing reports the resources of running containers. */
function isSupported(pod: Stored<Pod>): boolean {
  const running = (pod.status?.containerStatuses ?? []).find(({ state }) => state?.running !== undefined);
  return running === undefined || (running as { readonly resources?: unknown }).resources !== undefined;
}

function isInOrder(next: PodSpec, current: PodSpec, causes: Causes): boolean {
  let inOrder = true;
  for (const list of ["containers", "initContainers"] as const) {
    const [after, before] = [next[list] ?? [], current[list] ?? []];
    if (after.length !== before.length) {
      causes.forbidden(`spec.${list}`, `${list} may not be added or removed on resize`);
      inOrder = false;
      continue;
    }
    for (const [index, { name }] of before.entries()) {
      if (after[index]?.name === name) continue;
      causes.forbidden(`spec.${list}[${index}].name`, `${list} may not be renamed or reordered on resize`);
      inOrder = false;
    }
  }
  return inOrder;
}

function checkNothingRemoved(
  next: Container,
  current: Container,
  { path, causes }: { readonly path: string; readonly causes: Causes },
): void {
  for (const field of ["requests", "limits"] as const) {
    const after: ResourceList = next.resources?.[field] ?? {};
    const removed = Object.keys(current.resources?.[field] ?? {}).some((name) => !Object.hasOwn(after, name));
    if (removed) causes.forbidden(`${path}.${field}`, `resource ${field} cannot be removed`);
  }
}

/** The container with the cpu and memory of another, so that other differences become visible. */
function withCpuAndMemoryOf(container: Container, other: Container): Container {
  const kept = (list: ResourceList | undefined, otherList: ResourceList | undefined): ResourceList | undefined => {
    if (otherList === undefined) return undefined;
    const { cpu: _cpu, memory: _memory, ...rest } = list ?? {};
    return { ...rest, ...definedFields({ cpu: otherList.cpu, memory: otherList.memory }) };
  };
  const { resources = {} } = container;
  const restored = definedFields({
    limits: kept(resources.limits, other.resources?.limits),
    requests: kept(resources.requests, other.resources?.requests),
  });
  return copyWith(container, { resources: restored }) as Container;
}
