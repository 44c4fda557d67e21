import { metaSchemasJson } from "../generated/meta-schemas.js";
import type { GoFacts } from "./go-facts.js";
import { SchemaCatalogue } from "./schema-catalogue.js";
import type { SchemaNode } from "./schema-node.js";

const goFacts: GoFacts = {
  structs: { APIGroup: "preferredVersion" },
  scalars: {},
  requiredPointers: {},
  defaultedPointers: {},
  // Only fields that people write by hand are listed. Messages call all others `string`, so their last word may differ from
  // upstream's.
  stringTypes: {
    Condition: { status: "v1.ConditionStatus" },
    LabelSelectorRequirement: { operator: "v1.LabelSelectorOperator" },
    ManagedFieldsEntry: { operation: "v1.ManagedFieldsOperationType" },
    ObjectMeta: { uid: "types.UID" },
    OwnerReference: { uid: "types.UID" },
  },
};

/** The definitions that all kinds refer to: those of apimachinery (meta/v1, Quantity, IntOrString, RawExtension...). */
export const metaSchemas: SchemaCatalogue = new SchemaCatalogue(
  () => JSON.parse(metaSchemasJson) as Record<string, SchemaNode>,
  { goFacts },
);

/** A reference to meta/v1's ObjectMeta. */
export const objectMetaReference: SchemaNode = metaSchemas.reference("io.k8s.apimachinery.pkg.apis.meta.v1.ObjectMeta");
