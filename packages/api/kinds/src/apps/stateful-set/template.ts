import type { PodSpec, StatefulSet } from "@engenho/core";
import type { Causes } from "@engenho/machinery";
import { checkClaimSpec } from "../../pod-template/claim-spec.js";
import type { Template } from "../../pod-template/pod-template.js";

type Spec = Partial<NonNullable<StatefulSet["spec"]>>;
type Volume = NonNullable<PodSpec["volumes"]>[number];

/**
 * The template of a StatefulSet's Pods: with a volume for each of its volumeClaimTemplates, replacing the template's own
 * volumes with the same names. Upstream: volumesToAddForTemplates.
 */
export function withClaimVolumes({ template, volumeClaimTemplates = [] }: Spec): Template {
  const { spec, ...rest } = (template ?? {}) as Template;
  if (volumeClaimTemplates.length === 0) return template as Template;
  const claims = new Map(
    volumeClaimTemplates.map(({ metadata }) => {
      const name = metadata?.name ?? "";
      return [name, { name, persistentVolumeClaim: { claimName: name } } as Volume];
    }),
  );
  const own = (spec?.volumes ?? []).map((volume) => {
    const claim = claims.get(volume.name);
    claims.delete(volume.name);
    return claim ?? volume;
  });
  return { ...rest, spec: { ...spec, volumes: [...own, ...claims.values()] } as PodSpec };
}

/** Checks the claim templates of a new StatefulSet. Upstream: ValidateVolumeClaimTemplates. */
export function checkClaimTemplates({ volumeClaimTemplates = [] }: Spec, causes: Causes): void {
  for (const [index, { spec }] of volumeClaimTemplates.entries()) {
    checkClaimSpec(spec ?? {}, `spec.volumeClaimTemplates[${index}].spec`, { causes });
  }
}
