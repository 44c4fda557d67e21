import type { Container, PodSpec } from "@engenho/core";
import { type ContainerContext, checkContainer } from "./container.js";

type EphemeralContainer = NonNullable<PodSpec["ephemeralContainers"]>[number];

const forbidden = "cannot be set for an Ephemeral Container";
/** The fields that an ephemeral container must not have, in the order of its Go fields. */
const forbiddenFields = [
  "ports",
  "resources",
  "resizePolicy",
  "restartPolicy",
  "restartPolicyRules",
  "livenessProbe",
  "readinessProbe",
  "startupProbe",
  "lifecycle",
] as const;

/** Checks `spec.ephemeralContainers` (upstream: validateEphemeralContainers). */
export function checkEphemeralContainers(path: string, context: ContainerContext): void {
  const { spec, causes } = context;
  const others = new Set([...(spec.containers ?? []), ...(spec.initContainers ?? [])].map(({ name = "" }) => name));
  const names = new Set(others);
  for (const [index, container] of (spec.ephemeralContainers ?? []).entries()) {
    const at = `${path}[${index}]`;
    checkContainer(container as Container, at, context);
    const { name = "", image = "", targetContainerName = "" } = container;
    if (image.trim() !== image) causes.invalid(`${at}.image`, image, "must not have leading or trailing whitespace");
    if (names.has(name)) causes.duplicate(`${at}.name`, name);
    names.add(name);
    if (targetContainerName !== "" && !others.has(targetContainerName)) {
      causes.notFound(`${at}.targetContainerName`, targetContainerName);
    }
    checkForbiddenFields(container, at, context);
  }
}

function checkForbiddenFields(container: EphemeralContainer, path: string, { causes }: ContainerContext): void {
  for (const field of forbiddenFields) {
    const value = container[field as keyof EphemeralContainer];
    // Only `resources` is not a pointer, list or map upstream: it is set if it is not empty.
    const isSet = field === "resources" ? Object.keys(value ?? {}).length > 0 : value !== undefined;
    if (isSet) causes.forbidden(`${path}.${field}`, forbidden);
  }
  for (const [index, mount] of (container.volumeMounts ?? []).entries()) {
    for (const field of ["subPath", "subPathExpr"] as const) {
      if ((mount[field] ?? "") !== "") causes.forbidden(`${path}.volumeMounts[${index}].${field}`, forbidden);
    }
  }
}
