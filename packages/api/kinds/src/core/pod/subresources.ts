import { type Container, copyWith, definedFields, type Pod, type PodSpec, type Stored } from "@engenho/core";
import type { Causes } from "@engenho/machinery";
import { withFields } from "@engenho/registry";
import { sameByMeaning } from "../../shared/equality.js";
import { goDiff } from "../../shared/go-diff/go-diff.js";
import { goStructValue } from "../../shared/go-diff/go-struct-value.js";

type EphemeralContainer = NonNullable<PodSpec["ephemeralContainers"]>[number];

const ephemeralContainer = "io.k8s.api.core.v1.EphemeralContainer";
const sameContainer = sameByMeaning(ephemeralContainer);
const sameResources = sameByMeaning("io.k8s.api.core.v1.Container", "resources");

/** Checks a write of `/ephemeralcontainers`: they can be added, but not changed or removed. */
export function checkEphemeralContainersUpdate(next: Pod, current: Stored<Pod>, causes: Causes): void {
  const path = "spec.ephemeralContainers";
  const after = new Map((next.spec?.ephemeralContainers ?? []).map((container) => [container.name, container]));
  for (const before of current.spec?.ephemeralContainers ?? []) {
    const kept = after.get(before.name);
    if (kept === undefined) {
      causes.forbidden(path, `existing ephemeral containers "${before.name}" may not be removed\n`);
    } else if (!sameContainer(kept, before)) {
      causes.forbidden(
        path,
        `existing ephemeral containers "${before.name}" may not be changed\n${changeOf(before, kept)}`,
      );
    }
  }
}

function changeOf(before: EphemeralContainer, after: EphemeralContainer): string {
  return goDiff(goStructValue("EphemeralContainer", before), goStructValue("EphemeralContainer", after));
}

/**
 * The stored spec with the resources of the spec sent to `/resize`, container by container. If that has other containers it is
 * returned itself, for validation to refuse it.
 */
export function withResourcesOf(current: PodSpec, sent: PodSpec | undefined): PodSpec {
  if (sent === undefined) return current;
  const resized: Partial<Record<"containers" | "initContainers", readonly Container[]>> = {};
  for (const list of ["containers", "initContainers"] as const) {
    const [before, after] = [current[list] ?? [], sent[list] ?? []];
    const same = before.length === after.length && before.every(({ name }, index) => after[index]?.name === name);
    if (!same) return sent;
    if (before.length > 0) {
      resized[list] = before.map((container, index) => withContainerResources(container, after[index] as Container));
    }
  }
  return withFields<PodSpec>(current, resized as Partial<PodSpec>);
}

function withContainerResources(container: Container, { resources = {}, resizePolicy }: Container): Container {
  const unchanged = sameResources(resources, container.resources) && resizePolicy === container.resizePolicy;
  return unchanged ? container : (definedFields(copyWith(container, { resources, resizePolicy })) as Container);
}
