import {
  compareQuantities,
  copyWith,
  type KubernetesObject,
  type PersistentVolumeClaim,
  parseQuantity,
  type StatusCause,
  type Stored,
} from "@engenho/core";
import { Causes, labelSelectorHasInvalidValues, qualifiedNameFaults } from "@engenho/machinery";
import { type Strategy, statusSubresource, withFields, withoutFields } from "@engenho/registry";
import type { GatedPart } from "../../gates/gated-fields.js";
import { type ClaimLeniency, type ClaimSpec, checkClaimSpec } from "../../pod-template/claim-spec.js";
import {
  checkBasicAmount,
  checkResourceQuantity,
  isNativeResource,
} from "../../pod-template/spec/resource-requirements.js";
import { sameByMeaning } from "../../shared/equality.js";
import { goDiff } from "../../shared/go-diff/go-diff.js";
import { goStructValue } from "../../shared/go-diff/go-struct-value.js";
import { normalizeDataSources } from "./claim-sources.js";

type Claim = PersistentVolumeClaim;

const classAnnotation = "volume.beta.kubernetes.io/storage-class";
const resizeStates = [
  "ControllerResizeInProgress",
  "ControllerResizeInfeasible",
  "NodeResizeInProgress",
  "NodeResizeInfeasible",
  "NodeResizePending",
].sort();
const { prepareForCreate, prepareForUpdate, prepareForStatusUpdate } = statusSubresource({ phase: "Pending" });

const sameSpec = sameByMeaning("io.k8s.api.core.v1.PersistentVolumeClaim", "spec");

/** The gated fields of a PersistentVolumeClaim. */
export const gatedClaimFields: readonly GatedPart[] = [
  {
    at: "spec",
    fields: [
      {
        gate: "CrossNamespaceVolumeDataSource",
        paths: ["dataSourceRef.namespace"],
        usedAt: ["dataSourceRef"],
        drop: dropForeignSource,
      },
    ],
  },
];

/** PersistentVolumeClaim: its spec is immutable except for the size of a bound claim. */
export const persistentVolumeClaimStrategy: Strategy = {
  prepareForUpdate(next: Claim, current: Stored<Claim>, context): KubernetesObject {
    return withSources(prepareForUpdate(next, current, context) as Claim, current.spec);
  },
  prepareForStatusUpdate,
  prepareForCreate: (claim: KubernetesObject, context) =>
    withSources(prepareForCreate(claim, context) as Claim, undefined),
  validateCreate: ({ spec = {} }: Claim) => {
    const causes = new Causes();
    checkClaimSpec(spec, "spec", { causes });
    return causes.list;
  },
  validateUpdate(next: Claim, current: Stored<Claim>): readonly StatusCause[] {
    const causes = new Causes();
    checkClaimSpec(next.spec ?? {}, "spec", { causes, lenient: leniencyFor(current.spec ?? {}) });
    checkImmutability(next, current, causes);
    checkSize(next, current, causes);
    const mode = next.spec?.volumeMode;
    if (mode !== current.spec?.volumeMode) causes.invalid("volumeMode", mode ?? null, "field is immutable");
    checkAttributesClass(next, current, causes);
    return causes.list;
  },
  validateStatusUpdate({ status = {} }: Claim): readonly StatusCause[] {
    const causes = new Causes();
    for (const [name, amount] of Object.entries(status.capacity ?? {})) {
      checkBasicAmount(amount, `status.capacity[${name}]`, causes);
    }
    for (const [name, state] of Object.entries(status.allocatedResourceStatuses ?? {})) {
      checkClaimResource(name, "status.allocatedResourceStatuses", causes);
      if (!resizeStates.includes(state)) causes.notSupported("status.allocatedResourceStatuses", name, resizeStates);
    }
    for (const [name, amount] of Object.entries(status.allocatedResources ?? {})) {
      if (!checkClaimResource(name, "status.allocatedResources", causes)) continue;
      const path = `status.allocatedResources[${name}]`;
      if (checkBasicAmount(amount, path, causes)) checkResourceQuantity("storage", amount, { path, causes });
    }
    return causes.list;
  },
};

function withSources(claim: Claim, current: ClaimSpec | undefined): Claim {
  return claim.spec === undefined
    ? claim
    : withFields<Claim>(claim, { spec: normalizeDataSources(claim.spec, current) });
}

function leniencyFor(spec: ClaimSpec): ClaimLeniency {
  return {
    selectorValues: labelSelectorHasInvalidValues(spec.selector),
    sourceGroups: spec.dataSource?.apiGroup !== undefined || spec.dataSourceRef?.apiGroup !== undefined,
  };
}

/** Checks that only the volume's name has changed, if it was unset, and the requests of a bound claim. */
function checkImmutability(next: Claim, current: Stored<Claim>, causes: Causes): void {
  const before = current.spec ?? {};
  const after = next.spec ?? {};
  const [oldAnnotations, newAnnotations] = [current.metadata.annotations ?? {}, next.metadata.annotations ?? {}];
  const [oldClass, newClass] = [oldAnnotations[classAnnotation], newAnnotations[classAnnotation]];
  const changes: Partial<Record<keyof ClaimSpec, unknown>> = {};
  const isUnbound = (before.volumeName ?? "") === "";
  const expected = isUnbound ? copyWith(before, { volumeName: after.volumeName }) : before;

  const [oldName, newName] = [before.storageClassName, after.storageClassName];
  if (
    oldClass !== undefined &&
    oldName === undefined &&
    newName === oldClass &&
    (newClass === undefined || newClass === oldClass)
  ) {
    changes.storageClassName = undefined;
  } else {
    if ((oldClass ?? "") !== (newClass ?? "")) {
      causes.invalid(`metadata.annotations.${classAnnotation}`, newClass ?? "", "field is immutable");
    }
    if (newName !== undefined && oldName === undefined && (oldClass === undefined || newName === oldClass)) {
      changes.storageClassName = oldName;
    }
  }
  if (next.status?.phase === "Bound") {
    if (after.resources?.requests !== undefined) {
      const requests = { ...after.resources.requests, storage: before.resources?.requests?.storage ?? "0" };
      changes.resources = { ...after.resources, requests };
    }
    changes.volumeAttributesClassName = before.volumeAttributesClassName;
  }
  const wanted = { ...after, ...changes };
  if (sameSpec(wanted, expected)) return;
  const shown = goDiff(
    goStructValue("PersistentVolumeClaimSpec", expected),
    goStructValue("PersistentVolumeClaimSpec", wanted),
  );
  const exceptions = "resources.requests and volumeAttributesClassName for bound claims";
  causes.forbidden("spec", `spec is immutable after creation except ${exceptions}\n${shown}`);
}

/** Checks that a reduced request is still above the claim's actual capacity. */
function checkSize(next: Claim, current: Stored<Claim>, causes: Causes): void {
  const size = (claim: Claim) => parseQuantity(claim.spec?.resources?.requests?.storage ?? "0");
  if (compareQuantities(size(next), size(current)) >= 0) return;
  const capacity = parseQuantity(current.status?.capacity?.storage ?? "0");
  if (compareQuantities(size(next), capacity) > 0) return;
  causes.forbidden("spec.resources.requests.storage", "field can not be less than status.capacity");
}

/** Checks that an applied volumeAttributesClassName is not removed. */
function checkAttributesClass(next: Claim, current: Stored<Claim>, causes: Causes): void {
  if (current.status?.currentVolumeAttributesClassName === undefined) return;
  const [before, after] = [current.spec?.volumeAttributesClassName, next.spec?.volumeAttributesClassName];
  if (before === after) return;
  const path = "spec.volumeAttributesClassName";
  const when = "is forbidden when status.currentVolumeAttributesClassName is not nil";
  if (after === undefined) causes.forbidden(path, `update to nil ${when}`);
  else if (after === "") causes.forbidden(path, `update to empty string ${when}`);
}

function checkClaimResource(name: string, path: string, causes: Causes): boolean {
  const faults = qualifiedNameFaults(name);
  causes.invalidEach(path, name, faults);
  if (faults.length > 0) return false;
  if (!isNativeResource(name) || name === "storage") return true;
  causes.notSupported(path, name, ["storage"]);
  return false;
}

function dropForeignSource(spec: ClaimSpec): ClaimSpec {
  return (spec.dataSourceRef?.namespace ?? "") === "" ? spec : withoutFields(spec, ["dataSourceRef"]);
}
