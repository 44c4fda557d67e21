import type { Container, PodSpec } from "@engenho/core";

/** A container and its path. */
export interface PlacedContainer {
  readonly container: Container;
  readonly path: string;
}

/** All containers of a Pod in the order in which upstream visits them (VisitContainersWithPath). */
export function placedContainers(spec: PodSpec, path: string): readonly PlacedContainer[] {
  return (["initContainers", "containers", "ephemeralContainers"] as const).flatMap((field) =>
    ((spec[field] ?? []) as readonly Container[]).map((container, index) => ({
      container,
      path: `${path}.${field}[${index}]`,
    })),
  );
}
