import { copyWith, definedFields, type KubernetesObject, type StatusCause, type Stored } from "@engenho/core";
import { Causes } from "@engenho/machinery";
import { prepareForStatusUpdate } from "@engenho/registry";

/** The conditions of a FlowSchema and of a PriorityLevelConfiguration. */
export interface ConditionsStatus {
  readonly conditions?: readonly { readonly type?: string }[];
}

/** A write of `/status` of the two kinds keeps the stored metadata, except for the managed fields. */
export function statusOnly(next: KubernetesObject, current: Stored): KubernetesObject {
  const { managedFields } = next.metadata;
  return copyWith(prepareForStatusUpdate(next, current), {
    metadata: definedFields({ ...current.metadata, managedFields }) as Stored["metadata"],
  });
}

/** Upstream: ValidateFlowSchemaStatus and ValidatePriorityLevelConfigurationStatus. */
export function validateStatus(status: ConditionsStatus | undefined): readonly StatusCause[] {
  const causes = new Causes();
  const seen = new Set<string>();
  for (const [index, { type = "" }] of (status?.conditions ?? []).entries()) {
    const path = `status.conditions[${index}].type`;
    if (seen.has(type)) causes.duplicate(path, type);
    seen.add(type);
    if (type === "") causes.required(path, "must not be empty");
  }
  return causes.list;
}
