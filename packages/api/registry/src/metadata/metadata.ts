import type { ManagedFieldsEntry, ObjectMeta, OwnerReference } from "@engenho/core";

/** The fields that {@link buildMetadata} takes, in the order in which they are stored. */
export type MetadataFields = {
  readonly [Field in keyof ObjectMeta]?: ObjectMeta[Field] | undefined;
};

/**
 * A new ObjectMeta with these fields, omitting absent ones and empty maps and lists, always in upstream's order: objects built
 * the same way share one hidden class.
 */
export function buildMetadata(fields: MetadataFields): ObjectMeta {
  const metadata: { -readonly [Field in keyof ObjectMeta]: ObjectMeta[Field] } = {};
  if (fields.name !== undefined) metadata.name = fields.name;
  if (fields.generateName !== undefined && fields.generateName !== "") metadata.generateName = fields.generateName;
  if (fields.namespace !== undefined && fields.namespace !== "") metadata.namespace = fields.namespace;
  if (fields.uid !== undefined) metadata.uid = fields.uid;
  if (fields.resourceVersion !== undefined) metadata.resourceVersion = fields.resourceVersion;
  if (fields.generation !== undefined) metadata.generation = fields.generation;
  if (fields.creationTimestamp !== undefined) metadata.creationTimestamp = fields.creationTimestamp;
  if (fields.deletionTimestamp !== undefined) metadata.deletionTimestamp = fields.deletionTimestamp;
  if (fields.deletionGracePeriodSeconds !== undefined) {
    metadata.deletionGracePeriodSeconds = fields.deletionGracePeriodSeconds;
  }
  if (isFilledMap(fields.labels)) metadata.labels = fields.labels;
  if (isFilledMap(fields.annotations)) metadata.annotations = fields.annotations;
  if (isFilled(fields.ownerReferences)) metadata.ownerReferences = fields.ownerReferences;
  if (isFilled(fields.finalizers)) metadata.finalizers = fields.finalizers;
  if (isFilled(fields.managedFields)) metadata.managedFields = fields.managedFields;
  return metadata;
}

function isFilledMap(
  map: Readonly<Record<string, string>> | undefined | null,
): map is Readonly<Record<string, string>> {
  for (const _key in map) return true;
  return false;
}

function isFilled<Item extends string | OwnerReference | ManagedFieldsEntry>(
  list: readonly Item[] | undefined | null,
): list is readonly Item[] {
  return list !== undefined && list !== null && list.length > 0;
}
