import type { KubernetesObject, PodSpec, PodTemplateSpec } from "@engenho/core";
import type { CheckedPod } from "./checks/check.js";

interface WithTemplate {
  readonly spec?: PodSpec & {
    readonly template?: PodTemplateSpec;
    readonly jobTemplate?: { readonly spec?: { readonly template?: PodTemplateSpec } };
  };
  /** A PodTemplate has its template here. */
  readonly template?: PodTemplateSpec;
}

/** What is checked of a Pod, or of the template of a workload; undefined if it has none. */
export function podOf(object: KubernetesObject, { kind }: { readonly kind: string }): CheckedPod | undefined {
  const { spec, template } = object as KubernetesObject & WithTemplate;
  if (kind === "Pod") return spec === undefined ? undefined : { annotations: object.metadata.annotations ?? {}, spec };
  const found =
    kind === "PodTemplate" ? template : kind === "CronJob" ? spec?.jobTemplate?.spec?.template : spec?.template;
  if (found?.spec === undefined) return undefined;
  return { annotations: found.metadata?.annotations ?? {}, spec: found.spec };
}
