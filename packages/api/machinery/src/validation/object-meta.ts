import {
  definedFields,
  type KubernetesObject,
  type ObjectMeta,
  type OwnerReference,
  type StatusCause,
  type Stored,
} from "@engenho/core";
import { Causes } from "./causes.js";
import { checkAnnotations, checkLabels } from "./labels.js";
import { checkManagedFields } from "./managed-fields.js";
import { dns1123LabelFaults, type NameFormat, nameFaults, namePrefixFaults, qualifiedNameFaults } from "./names.js";

/** The kind-specific rules of {@link validateObjectMeta}. */
export interface ObjectMetaRules {
  /** Whether a namespace is required; otherwise it is forbidden. */
  readonly namespaced: boolean;
  /** Default: `dns1123-subdomain`. */
  readonly nameFormat?: NameFormat | undefined;
  /** Further errors in a name, or in a generateName. Default none. */
  readonly nameFaults?: ((name: string) => readonly string[]) | undefined;
  /** Whether finalizers need a domain unless they are Kubernetes' own. Default false. */
  readonly qualifiedFinalizers?: boolean | undefined;
}

/**
 * The errors in the metadata of an object about to be created, after its name was generated: name, namespace, labels,
 * annotations, owner references (AP-50), finalizers (AP-20), managed fields. Upstream: ValidateObjectMeta.
 */
export function validateObjectMeta(metadata: ObjectMeta, rules: ObjectMetaRules): readonly StatusCause[] {
  const causes = new Causes();
  const { nameFormat: format = "dns1123-subdomain", nameFaults: nameFaultsOf = () => [] } = rules;
  const { generateName, name, namespace } = metadata;
  if (generateName !== undefined && generateName !== "") {
    causes.invalidEach("metadata.generateName", generateName, [
      ...namePrefixFaults(generateName, format),
      ...nameFaultsOf(generateName),
    ]);
  }
  if (name === undefined || name === "") causes.required("metadata.name", "name or generateName is required");
  else causes.invalidEach("metadata.name", name, [...nameFaults(name, format), ...nameFaultsOf(name)]);

  if (!rules.namespaced) {
    if (namespace !== undefined && namespace !== "") causes.forbidden("metadata.namespace", "not allowed on this type");
  } else if (namespace === undefined || namespace === "") causes.required("metadata.namespace");
  else causes.invalidEach("metadata.namespace", namespace, dns1123LabelFaults(namespace));

  causes.nonNegative("metadata.generation", metadata.generation);
  checkSharedMetadata(metadata, causes);
  checkFinalizers(metadata.finalizers, causes);
  checkManagedFields(metadata.managedFields, "metadata.managedFields", causes);
  if (rules.qualifiedFinalizers === true) checkFinalizersAreQualified(metadata.finalizers, causes);
  return causes.list;
}

/**
 * The errors in the metadata of an update (AP-19, AP-20, AP-50). The caller has already restored the fields that every update
 * keeps: uid, creationTimestamp, an existing deletionTimestamp, generation. Upstream: ValidateObjectMetaUpdate.
 */
export function validateObjectMetaUpdate(
  next: KubernetesObject,
  current: Stored,
  { qualifiedFinalizers }: Pick<ObjectMetaRules, "qualifiedFinalizers"> = {},
): readonly StatusCause[] {
  const causes = new Causes();
  const metadata = next.metadata;
  checkSharedMetadata(metadata, causes);
  checkFinalizers(metadata.finalizers, causes);
  checkManagedFields(metadata.managedFields, "metadata.managedFields", causes);
  if (current.metadata.deletionTimestamp !== undefined) checkNoNewFinalizers(metadata, current.metadata, causes);
  if ((metadata.generation ?? 0) < (current.metadata.generation ?? 0)) {
    causes.invalid("metadata.generation", metadata.generation ?? 0, "must not be decremented");
  }
  for (const field of immutableFields) {
    if ((metadata[field] ?? "") !== (current.metadata[field] ?? "")) {
      causes.invalid(`metadata.${field}`, metadata[field], "field is immutable");
    }
  }
  if (qualifiedFinalizers === true) checkFinalizersAreQualified(metadata.finalizers, causes);
  return causes.list;
}

const immutableFields = [
  "name",
  "namespace",
  "uid",
  "creationTimestamp",
  "deletionTimestamp",
  "deletionGracePeriodSeconds",
] as const;

function checkSharedMetadata(metadata: ObjectMeta, causes: Causes): void {
  checkLabels(metadata.labels, "metadata.labels", causes);
  checkAnnotations(metadata.annotations, "metadata.annotations", causes);
  checkOwnerReferences(metadata.ownerReferences ?? [], causes);
}

function checkOwnerReferences(references: readonly OwnerReference[], causes: Causes): void {
  const path = "metadata.ownerReferences";
  let controller: string | undefined;
  // Each error about a further controller contains all references.
  let all: readonly object[] | undefined;
  for (const reference of references) {
    const { apiVersion = "", kind = "", name = "", uid = "" } = reference;
    if (apiVersion === "" || apiVersion.endsWith("/")) {
      causes.invalid(`${path}.apiVersion`, apiVersion, "version must not be empty");
    }
    if (kind === "") causes.invalid(`${path}.kind`, kind, "must not be empty");
    if (name === "") causes.invalid(`${path}.name`, name, "must not be empty");
    if (uid === "") causes.invalid(`${path}.uid`, uid, "must not be empty");
    if (apiVersion === "v1" && kind === "Event") {
      causes.invalid(path, goReference(reference), "/v1, Kind=Event is disallowed from being an owner");
    }
    if (reference.controller !== true) continue;
    const label = `${kind}/${name}`;
    if (controller === undefined) controller = label;
    else {
      const detail = `Only one reference can have Controller set to true. Found "true" in references for ${controller} and ${label}`;
      all ??= references.map(goReference);
      causes.invalid(path, all, detail);
    }
  }
}

/** A reference with its fields in upstream's order. */
function goReference({ apiVersion, kind, name, uid, controller, blockOwnerDeletion }: OwnerReference): object {
  return definedFields({
    apiVersion: apiVersion ?? "",
    kind: kind ?? "",
    name: name ?? "",
    uid: uid ?? "",
    controller,
    blockOwnerDeletion,
  });
}

function checkFinalizers(finalizers: readonly string[] = [], causes: Causes): void {
  const path = "metadata.finalizers";
  for (const finalizer of finalizers) causes.invalidEach(path, finalizer, qualifiedNameFaults(finalizer));
  if (finalizers.includes("orphan") && finalizers.includes("foregroundDeletion")) {
    causes.invalid(path, finalizers, "finalizer orphan and foregroundDeletion cannot be both set");
  }
}

/** Whether a finalizer is one of Kubernetes' own, which needs no domain. */
export function isStandardFinalizer(name: string): boolean {
  return name === "kubernetes" || name === "orphan" || name === "foregroundDeletion";
}

/** Upstream: validateKubeFinalizerName. */
function checkFinalizersAreQualified(finalizers: readonly string[] = [], causes: Causes): void {
  for (const [index, name] of finalizers.entries()) {
    if (name.includes("/") || isStandardFinalizer(name)) continue;
    const detail = "name is neither a standard finalizer name nor is it fully qualified";
    causes.invalid(`metadata.finalizers[${index}]`, name, detail);
  }
}

function checkNoNewFinalizers(next: ObjectMeta, current: ObjectMeta, causes: Causes): void {
  const known = new Set(current.finalizers ?? []);
  const added = [...new Set((next.finalizers ?? []).filter((finalizer) => !known.has(finalizer)))].sort();
  if (added.length === 0) return;
  const list = added.map((finalizer) => JSON.stringify(finalizer)).join(", ");
  causes.forbidden(
    "metadata.finalizers",
    `no new finalizers can be added if the object is being deleted, found new finalizers []string{${list}}`,
  );
}
