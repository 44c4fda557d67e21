import type { Container, KubernetesObject, PodSpec } from "@engenho/core";

/** Whether an update of a Pod changes its containers or their images; nothing else that is checked can change. */
export function isSignificantUpdate(before: KubernetesObject, after: PodSpec): boolean {
  const { spec = { containers: [] } } = before as KubernetesObject & { readonly spec?: PodSpec };
  return (
    changesImages(spec.containers, after.containers) ||
    changesImages(spec.initContainers, after.initContainers) ||
    (after.ephemeralContainers ?? []).some(
      ({ name, image }) => spec.ephemeralContainers?.find((known) => known.name === name)?.image !== image,
    )
  );
}

function changesImages(before: readonly Container[] = [], after: readonly Container[] = []): boolean {
  return before.length !== after.length || after.some(({ image }, index) => image !== before[index]?.image);
}
