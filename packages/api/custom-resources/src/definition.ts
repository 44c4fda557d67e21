import type { KubernetesObject } from "@engenho/core";
import type { SchemaNode } from "@engenho/machinery";

/** The names of a custom resource (CustomResourceDefinitionNames). */
export interface DefinitionNames {
  readonly plural?: string;
  readonly singular?: string;
  readonly shortNames?: readonly string[];
  readonly kind?: string;
  readonly listKind?: string;
  readonly categories?: readonly string[];
}

/** One column of `additionalPrinterColumns`. */
export interface DefinitionColumn {
  readonly name?: string;
  readonly type?: string;
  readonly format?: string;
  readonly description?: string;
  readonly priority?: number;
  readonly jsonPath?: string;
}

/** `subresources` of a version. */
export interface DefinitionSubresources {
  readonly status?: object;
  readonly scale?: {
    readonly specReplicasPath?: string;
    readonly statusReplicasPath?: string;
    readonly labelSelectorPath?: string;
  };
}

/** One version of a custom resource. */
export interface DefinitionVersion {
  readonly name: string;
  readonly served?: boolean;
  readonly storage?: boolean;
  readonly deprecated?: boolean;
  readonly deprecationWarning?: string;
  readonly schema?: { readonly openAPIV3Schema?: SchemaNode };
  readonly subresources?: DefinitionSubresources;
  readonly additionalPrinterColumns?: readonly DefinitionColumn[];
  readonly selectableFields?: readonly { readonly jsonPath?: string }[];
}

/** One condition of a definition. */
export interface DefinitionCondition {
  readonly type: string;
  readonly status: string;
  readonly lastTransitionTime?: string;
  readonly reason?: string;
  readonly message?: string;
}

/** `spec.conversion`: how objects are converted between versions. */
export interface DefinitionConversion {
  readonly strategy?: string;
  readonly webhook?: {
    readonly clientConfig?: {
      readonly url?: string;
      readonly service?: {
        readonly name?: string;
        readonly namespace?: string;
        readonly path?: string;
        readonly port?: number;
      };
      /** Base64-encoded PEM. */
      readonly caBundle?: string;
    };
    readonly conversionReviewVersions?: readonly string[];
  };
}

/** `spec` of a definition. */
export interface DefinitionSpec {
  readonly group?: string;
  readonly scope?: string;
  readonly names?: DefinitionNames;
  readonly versions?: readonly DefinitionVersion[];
  readonly conversion?: DefinitionConversion;
  readonly preserveUnknownFields?: boolean;
}

/** `status` of a definition. */
export interface DefinitionStatus {
  readonly conditions?: readonly DefinitionCondition[];
  readonly acceptedNames?: DefinitionNames;
  readonly storedVersions?: readonly string[];
}

/** CustomResourceDefinition of apiextensions.k8s.io/v1. */
export interface CustomResourceDefinition extends KubernetesObject {
  readonly spec?: DefinitionSpec;
  readonly status?: DefinitionStatus;
}

/** The condition of a type, if it exists. */
export function conditionOf(definition: CustomResourceDefinition, type: string): DefinitionCondition | undefined {
  return definition.status?.conditions?.find((condition) => condition.type === type);
}

/** Whether a condition exists and is True. */
export function isConditionTrue(definition: CustomResourceDefinition, type: string): boolean {
  return conditionOf(definition, type)?.status === "True";
}

/**
 * The conditions with one of them set; its lastTransitionTime becomes `now` only if its status changes. The same list if
 * nothing changes.
 */
export function withCondition(
  conditions: readonly DefinitionCondition[],
  wanted: Omit<DefinitionCondition, "lastTransitionTime">,
  now: string,
): readonly DefinitionCondition[] {
  const index = conditions.findIndex((condition) => condition.type === wanted.type);
  const current = conditions[index];
  if (current === undefined) return [...conditions, complete(wanted, now)];
  const time = current.status === wanted.status ? (current.lastTransitionTime ?? now) : now;
  const next = complete(wanted, time);
  const same = (["status", "reason", "message", "lastTransitionTime"] as const).every(
    (field) => current[field] === next[field],
  );
  return same ? conditions : conditions.with(index, next);
}

/** In upstream's order of fields. */
function complete(
  condition: Omit<DefinitionCondition, "lastTransitionTime">,
  lastTransitionTime: string,
): DefinitionCondition {
  const { message, reason, status, type } = condition;
  return {
    lastTransitionTime,
    ...(message === undefined ? {} : { message }),
    ...(reason === undefined ? {} : { reason }),
    status,
    type,
  };
}
