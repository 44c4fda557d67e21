import {
  formatQuantity,
  type PersistentVolume,
  parseQuantity,
  quantitySign,
  type StatusCause,
  type Stored,
} from "@engenho/core";
import { Causes, dns1123SubdomainFaults } from "@engenho/machinery";
import { type Strategy, statusSubresource, withoutFields } from "@engenho/registry";
import { checkNodeSelector, hasInvalidLabelValues } from "../../pod-template/spec/affinity.js";
import { checkBasicAmount } from "../../pod-template/spec/resource-requirements.js";
import { checkAccessModes } from "../../shared/access-modes.js";
import { sameByMeaning } from "../../shared/equality.js";
import { goDiff } from "../../shared/go-diff/go-diff.js";
import { goStructValue } from "../../shared/go-diff/go-struct-value.js";
import { checkAttributesClass, checkSources, volumeSources } from "./sources.js";

type VolumeSpec = NonNullable<PersistentVolume["spec"]>;

type VolumeAffinity = NonNullable<VolumeSpec["nodeAffinity"]>;

const reclaimPolicies = ["Delete", "Recycle", "Retain"] as const;

const { prepareForCreate, prepareForUpdate, prepareForStatusUpdate } = statusSubresource({ phase: "Pending" });

const sameSpec = sameByMeaning("io.k8s.api.core.v1.PersistentVolumeSpec");
const sameAffinity = sameByMeaning("io.k8s.api.core.v1.PersistentVolumeSpec", "nodeAffinity");

/** PersistentVolume: its source is immutable. */
export const persistentVolumeStrategy: Strategy = {
  prepareForUpdate,
  prepareForStatusUpdate,
  prepareForCreate,
  validateCreate: (volume: PersistentVolume) => validate(volume, { invalidValues: false }),
  validateUpdate(next: PersistentVolume, current: Stored<PersistentVolume>): readonly StatusCause[] {
    const causes = new Causes();
    const [after, before] = [next.spec ?? {}, current.spec ?? {}];
    const invalidValues = hasInvalidLabelValues(before.nodeAffinity?.required?.nodeSelectorTerms);
    causes.add(validate(next, { invalidValues }));
    checkSourceKept(after, before, causes);
    if (after.volumeMode !== before.volumeMode) {
      causes.invalid("volumeMode", after.volumeMode ?? null, "field is immutable");
    }
    checkAffinityKept(after.nodeAffinity, before.nodeAffinity, causes);
    if (before.volumeAttributesClassName !== undefined && after.volumeAttributesClassName === undefined) {
      causes.forbidden("spec.volumeAttributesClassName", "update from non-nil value to nil is forbidden");
    }
    return causes.list;
  },
};

function checkAffinityKept(
  next: VolumeAffinity | undefined,
  current: VolumeAffinity | undefined,
  causes: Causes,
): void {
  if (current === undefined || sameAffinity(next, withReplacedLabels(current, next))) return;
  const shown = next === undefined ? null : goStructValue("VolumeNodeAffinity", next);
  causes.invalid("nodeAffinity", shown, "field is immutable, except for updating from beta label to GA");
}

function checkSourceKept(next: VolumeSpec, current: VolumeSpec, causes: Causes): void {
  // A secret for expansion may be added.
  const added = current.csi !== undefined && current.csi.controllerExpandSecretRef === undefined;
  const csi = added && next.csi !== undefined ? withoutFields(next.csi, ["controllerExpandSecretRef"]) : next.csi;
  const after = csi === next.csi ? next : { ...next, csi };
  if (sameSpec(sourceOf(after), sourceOf(current))) return;
  const printed = (spec: VolumeSpec) => goStructValue("PersistentVolumeSource", spec);
  const shown = goDiff(printed(current), printed(after as VolumeSpec));
  const text = `spec.persistentvolumesource is immutable after creation\n${shown}`;
  causes.forbidden("spec.persistentvolumesource", text);
}

function sourceOf(spec: object): object {
  const fields = spec as Readonly<Record<string, unknown>>;
  return Object.fromEntries(
    volumeSources.filter((name) => fields[name] !== undefined).map((name) => [name, fields[name]]),
  );
}

const generalLabels: ReadonlyMap<string, string> = new Map([
  ["failure-domain.beta.kubernetes.io/zone", "topology.kubernetes.io/zone"],
  ["failure-domain.beta.kubernetes.io/region", "topology.kubernetes.io/region"],
  ["beta.kubernetes.io/os", "kubernetes.io/os"],
  ["beta.kubernetes.io/arch", "kubernetes.io/arch"],
  ["beta.kubernetes.io/instance-type", "node.kubernetes.io/instance-type"],
]);

/** The old affinity with those deprecated labels replaced that the new affinity has replaced. */
function withReplacedLabels(current: VolumeAffinity | undefined, next: VolumeAffinity | undefined): unknown {
  const terms = current?.required?.nodeSelectorTerms;
  if (terms === undefined) return current;
  const nodeSelectorTerms = terms.map((term, index) => {
    const after = next?.required?.nodeSelectorTerms?.[index]?.matchExpressions ?? [];
    if (term.matchExpressions === undefined) return term;
    const matchExpressions = term.matchExpressions.map((requirement, position) => {
      const key = after[position]?.key ?? "";
      return generalLabels.get(requirement.key) === key ? { ...requirement, key } : requirement;
    });
    return { ...term, matchExpressions };
  });
  return { required: { nodeSelectorTerms } };
}

function validate(
  { spec = {}, metadata }: PersistentVolume,
  { invalidValues }: { readonly invalidValues: boolean },
): readonly StatusCause[] {
  const causes = new Causes();
  if ((spec.accessModes ?? []).length === 0) causes.required("spec.accessModes");
  checkAccessModes(spec.accessModes, "spec.accessModes", causes);
  checkCapacity(spec, causes);
  const policy = spec.persistentVolumeReclaimPolicy ?? "";
  if (policy !== "" && !(reclaimPolicies as readonly string[]).includes(policy)) {
    causes.notSupported("spec.persistentVolumeReclaimPolicy", policy, reclaimPolicies);
  }
  if (spec.nodeAffinity !== undefined) {
    const path = "spec.nodeAffinity.required";
    const { required } = spec.nodeAffinity;
    if (required === undefined) causes.required(path, "must specify required node constraints");
    else checkNodeSelector(required, path, { causes, checkValues: !invalidValues });
  }
  checkSources(spec, { path: "spec", volumeName: metadata.name ?? "", causes });
  if (policy === "Recycle" && /^\/[./]*$/.test(spec.hostPath?.path ?? "")) {
    causes.forbidden("spec.persistentVolumeReclaimPolicy", "may not be 'recycle' for a hostPath mount of '/'");
  }
  const className = spec.storageClassName ?? "";
  if (className !== "") causes.invalidEach("spec.storageClassName", className, dns1123SubdomainFaults(className));
  const mode = spec.volumeMode;
  if (mode !== undefined && mode !== "Block" && mode !== "Filesystem") {
    causes.notSupported("spec.volumeMode", mode, ["Block", "Filesystem"]);
  }
  checkAttributesClass(spec, "spec", causes);
  return causes.list;
}

function checkCapacity({ capacity = {} }: VolumeSpec, causes: Causes): void {
  const names = Object.keys(capacity);
  if (names.length === 0) causes.required("spec.capacity");
  if (!names.includes("storage") || names.length > 1) {
    causes.notSupported("spec.capacity", names.length === 0 ? null : capacity, ["storage"]);
  }
  for (const [name, text] of Object.entries(capacity)) {
    const path = `spec.capacity[${name}]`;
    checkBasicAmount(text, path, causes);
    const quantity = parseQuantity(text);
    if (quantitySign(quantity) <= 0) causes.invalid(path, formatQuantity(quantity), "must be greater than zero");
  }
}
