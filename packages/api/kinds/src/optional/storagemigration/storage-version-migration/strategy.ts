import type { KubernetesObject, StatusCause, Stored, storagemigrationV1alpha1 } from "@engenho/core";
import { Causes, checkConditions, goQuote, parseGoInteger } from "@engenho/machinery";
import type { Strategy } from "@engenho/registry";

interface Migration extends KubernetesObject {
  readonly spec?: Partial<storagemigrationV1alpha1.StorageVersionMigrationSpec>;
  readonly status?: Partial<storagemigrationV1alpha1.StorageVersionMigrationStatus>;
}

type Condition = storagemigrationV1alpha1.MigrationCondition;

const parts = ["group", "version", "resource"] as const;

/** StorageVersionMigration of storagemigration.k8s.io/v1alpha1 (upstream: pkg/registry/storagemigration). */
export const storageVersionMigrationStrategy: Strategy = {
  allowUnconditionalUpdate: false,
  resetFields: { "": ["status"], status: ["metadata", "spec"] },
  validateCreate: (migration: Migration) => {
    const causes = new Causes();
    checkResource(migration, causes);
    return causes.list;
  },
  validateUpdate(next: Migration, current: Stored): readonly StatusCause[] {
    const causes = new Causes();
    checkResource(next, causes);
    const [after, before] = [resourceOf(next), resourceOf(current as Migration)];
    for (const part of parts) {
      const { [part]: value = "" } = after;
      // Upstream's path is the field alone.
      if (value !== (before[part] ?? "")) causes.invalid(part, value, "field is immutable");
    }
    return causes.list;
  },
  validateStatusUpdate: (next: Migration, current: Stored) => validateStatus(next, current as Migration),
};

function resourceOf({ spec }: Migration): Partial<storagemigrationV1alpha1.GroupVersionResource> {
  return spec?.resource ?? {};
}

/** Upstream: ValidateStorageVersionMigration. */
function checkResource(migration: Migration, causes: Causes): void {
  const { resource = "", version = "" } = resourceOf(migration);
  if (resource === "") causes.required("spec.resource.resource", "resource is required");
  if (version === "") causes.required("spec.resource.version", "version is required");
}

/** Upstream: ValidateStorageVersionMigrationStatusUpdate. */
function validateStatus({ status = {} }: Migration, { status: stored = {} }: Migration): readonly StatusCause[] {
  const causes = new Causes();
  const { resourceVersion = "", conditions = [] } = status;
  const field = "status.resourceVersion";
  const number = resourceVersion === "" ? 0 : parseGoInteger(resourceVersion);
  if (typeof number === "string") {
    const detail = `failed to parse resource version ${goQuote(resourceVersion)}: strconv.ParseInt: parsing ${goQuote(resourceVersion)}: ${number}`;
    causes.invalid(field, resourceVersion, detail);
  } else causes.nonNegative(field, number);
  checkConditions(
    conditions.map(({ lastUpdateTime, ...condition }) => ({ ...condition, lastTransitionTime: lastUpdateTime })),
    "status.conditions",
    causes,
  );
  const { resourceVersion: before = "" } = stored;
  if (before !== "" && before !== resourceVersion) causes.invalid(field, resourceVersion, "field is immutable");
  checkOutcomes(conditions, stored.conditions ?? [], causes);
  return causes.list;
}

/** A migration runs, has succeeded or has failed, and the last two are final. */
function checkOutcomes(conditions: readonly Condition[], stored: readonly Condition[], causes: Causes): void {
  const isTrue = (type: string, of = conditions) => of.find((condition) => condition.type === type)?.status === "True";
  const refuse = (detail: string) => causes.invalid("status.conditions", conditions.map(goCondition), detail);
  if (isTrue("Succeeded") && isTrue("Failed")) {
    refuse("Both success and failed conditions cannot be true at the same time");
  }
  if (isTrue("Succeeded") && isTrue("Running")) {
    refuse("Running condition cannot be true when success condition is true");
  }
  if (isTrue("Failed") && isTrue("Running")) refuse("Running condition cannot be true when failed condition is true");
  if (isTrue("Succeeded", stored) && !isTrue("Succeeded")) {
    refuse("Success condition cannot be set to false once it is true");
  }
  if (isTrue("Failed", stored) && !isTrue("Failed")) refuse("Failed condition cannot be set to false once it is true");
}

/** A condition as upstream marshals its internal type. */
function goCondition({ type, status, lastUpdateTime, reason = "", message = "" }: Condition): object {
  return { Type: type, Status: status, LastUpdateTime: lastUpdateTime ?? null, Reason: reason, Message: message };
}
