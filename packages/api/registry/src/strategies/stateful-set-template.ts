import type { PodSpec, StatefulSet } from "@engenho/core";
import type { Causes } from "../validation/causes.js";
import { checkClaimSpec } from "./claim-spec.js";
import type { Template } from "./pod-template.js";

type Spec = Partial<NonNullable<StatefulSet["spec"]>>;
type Volume = NonNullable<PodSpec["volumes"]>[number];

/**
 * The template as the Pods of a StatefulSet have it: with a volume for each of the set's claims, in the place of the template's
 * own of that name. Upstream: volumesToAddForTemplates.
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

/** Checks the claims that a new StatefulSet will make. Upstream: ValidateVolumeClaimTemplates. */
export function checkClaimTemplates({ volumeClaimTemplates = [] }: Spec, causes: Causes): void {
  for (const [index, { spec }] of volumeClaimTemplates.entries()) {
    checkClaimSpec(spec ?? {}, `spec.volumeClaimTemplates[${index}].spec`, { causes });
  }
}
