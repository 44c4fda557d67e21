import { formatTime, type KubernetesObject, type StatusCause, type Stored } from "@engenho/core";
import { deepEqual, type MaybeWork } from "@engenho/machinery";
import { prepareForStatusUpdate, type Strategy } from "@engenho/registry";
import { type CustomResourceDefinition, withCondition } from "./definition.js";
import {
  checkDefinition,
  checkDefinitionStatus,
  checkUnchangedDefinition,
  definitionNameFaults,
} from "./definition-validation.js";
import { formatWarnings } from "./format-warnings.js";
import { storageVersionOf } from "./kind-definitions.js";
import { withSharedSchemas } from "./shared-schemas.js";

/** CustomResourceDefinition of apiextensions.k8s.io/v1. `customKindRules` manages its status. */
export const definitionStrategy: Strategy = {
  allowUnconditionalUpdate: false,
  applyDefaults: defaultNames,
  prepareForCreate: (definition: CustomResourceDefinition) => withStorageVersion({ ...definition, status: {} }),
  prepareForUpdate(next: CustomResourceDefinition, current: Stored<CustomResourceDefinition>): KubernetesObject {
    const { status, ...rest } = next;
    return withStorageVersion(current.status === undefined ? rest : { ...rest, status: current.status });
  },
  prepareForStatusUpdate,
  *shareParts(definition: CustomResourceDefinition, current?: Stored<CustomResourceDefinition>) {
    return definition.spec === current?.spec ? definition : yield* withSharedSchemas(definition);
  },
  nameFaults: definitionNameFaults,
  validateCreate: (definition: CustomResourceDefinition) => checkDefinition(definition),
  validateUpdate(
    next: CustomResourceDefinition,
    current: Stored<CustomResourceDefinition>,
  ): MaybeWork<readonly StatusCause[]> {
    // Large schemas are not compiled again for a changed label.
    const isUnchanged = next.spec === current.spec || deepEqual(next.spec, current.spec);
    return isUnchanged ? checkUnchangedDefinition(next, current) : checkDefinition(next, current);
  },
  validateStatusUpdate: checkDefinitionStatus,
  warningsOnCreate: (definition: CustomResourceDefinition) => formatWarnings(definition),
  warningsOnUpdate: (next: CustomResourceDefinition, current: Stored<CustomResourceDefinition>) =>
    next.spec === current.spec ? [] : formatWarnings(next, current),
  markForDeletion(definition: CustomResourceDefinition, { clock }): KubernetesObject {
    const pending = {
      type: "Terminating",
      status: "True",
      reason: "InstanceDeletionPending",
      message: "CustomResourceDefinition marked for deletion; CustomResource deletion will begin soon",
    };
    const conditions = withCondition(definition.status?.conditions ?? [], pending, formatTime(clock.now()));
    return { ...definition, status: { ...definition.status, conditions } } as KubernetesObject;
  },
};

function defaultNames(definition: CustomResourceDefinition): CustomResourceDefinition {
  const names = definition.spec?.names;
  if (names === undefined) return definition;
  const kind = names.kind ?? "";
  const singular = names.singular || kind.toLowerCase();
  const listKind = names.listKind || (kind === "" ? "" : `${kind}List`);
  if (singular === (names.singular ?? "") && listKind === (names.listKind ?? "")) return definition;
  return { ...definition, spec: { ...definition.spec, names: { ...names, singular, listKind } } };
}

function withStorageVersion(definition: CustomResourceDefinition): KubernetesObject {
  const storage = storageVersionOf(definition);
  const known = definition.status?.storedVersions ?? [];
  if (storage === undefined || known.includes(storage)) return definition;
  return { ...definition, status: { ...definition.status, storedVersions: [...known, storage] } } as KubernetesObject;
}
