import type { Container, Pod, PodSpec, Stored } from "@engenho/core";
import { equalityOf, fieldEqualityOf } from "../semantic-equality.js";
import type { Causes } from "../validation/causes.js";
import { goDiff } from "../validation/go-diff/go-diff.js";
import { goStructValue } from "../validation/go-diff/go-struct-value.js";
import { mapShared, withFields } from "./fields.js";
import { qosClassOf } from "./pod-qos.js";

type EphemeralContainer = NonNullable<PodSpec["ephemeralContainers"]>[number];

const ephemeralForbidden = [
  "ports",
  "resources",
  "livenessProbe",
  "readinessProbe",
  "startupProbe",
  "lifecycle",
] as const;

const ephemeralContainer = "io.k8s.api.core.v1.EphemeralContainer";
const sameContainer = equalityOf(ephemeralContainer);
const sameField = fieldEqualityOf(ephemeralContainer);
const sameResources = equalityOf("io.k8s.api.core.v1.Container", "resources");

/** Checks a write of `/ephemeralcontainers`: they are added, never changed or removed. */
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
  const taken = new Set(
    [...(next.spec?.containers ?? []), ...(next.spec?.initContainers ?? [])].map(({ name }) => name),
  );
  for (const [index, container] of (next.spec?.ephemeralContainers ?? []).entries()) {
    checkEphemeralContainer(container, `${path}[${index}]`, { causes, taken });
  }
}

function changeOf(before: EphemeralContainer, after: EphemeralContainer): string {
  return goDiff(goStructValue("EphemeralContainer", before), goStructValue("EphemeralContainer", after));
}

function checkEphemeralContainer(
  container: EphemeralContainer,
  path: string,
  { causes, taken }: { readonly causes: Causes; readonly taken: Set<string> },
): void {
  const { name = "", image = "", targetContainerName = "" } = container;
  if (name === "") causes.required(`${path}.name`);
  else if (taken.has(name)) causes.duplicate(`${path}.name`, name);
  if (image === "") causes.required(`${path}.image`);
  for (const field of ephemeralForbidden) {
    const value = container[field as keyof EphemeralContainer];
    if (!sameField(field, value, undefined) && !sameField(field, value, {})) {
      causes.forbidden(`${path}.${field}`, "cannot be set for an Ephemeral Container");
    }
  }
  if (targetContainerName !== "" && !taken.has(targetContainerName)) {
    causes.notFound(`${path}.targetContainerName`, targetContainerName);
  }
  taken.add(name);
}

/** The stored spec with the resources of the spec that was sent to `/resize`, container by container. */
export function withResourcesOf(current: PodSpec, sent: PodSpec | undefined): PodSpec {
  const resize = (containers: PodSpec["containers"], wanted: PodSpec["containers"] | undefined) =>
    mapShared(containers, (container) => {
      const match = wanted?.find(({ name }) => name === container.name);
      return match === undefined ? container : withContainerResources(container, match);
    });
  return withFields<PodSpec>(current, {
    containers: resize(current.containers, sent?.containers),
    ...(current.initContainers === undefined
      ? {}
      : { initContainers: resize(current.initContainers, sent?.initContainers) }),
  });
}

function withContainerResources(container: Container, wanted: Container): Container {
  if (wanted.resources === undefined || sameResources(wanted.resources, container.resources)) return container;
  return { ...container, resources: wanted.resources };
}

/** Checks a write of `/resize`: it may not change the Pod's class of service. */
export function checkResize(next: Pod, current: Stored<Pod>, causes: Causes): void {
  const before = current.status?.qosClass ?? qosClassOf(current.spec ?? { containers: [] });
  const after = qosClassOf(next.spec ?? { containers: [] });
  if (after !== before) {
    causes.invalid("spec", before, "Pod QOS Class may not change as a result of resizing");
  }
}
