import { type CelType, listType, mapType, stringType, structType } from "@engenho/cel";

const struct = (name: string, fields: Readonly<Record<string, CelType>>) =>
  structType(`kubernetes.${name}`, new Map(Object.entries(fields)));

const texts = listType(stringType);
const requirement = struct("SelectorRequirement", { key: stringType, operator: stringType, values: texts });
const selector = { rawSelector: stringType, requirements: listType(requirement) };

/** The type of the variable `request`: the spec of a SubjectAccessReview (apiserver pkg/authorization/cel/compile.go). */
export const accessRequestType: CelType = struct("SubjectAccessReviewSpec", {
  resourceAttributes: struct("ResourceAttributes", {
    namespace: stringType,
    verb: stringType,
    group: stringType,
    version: stringType,
    resource: stringType,
    subresource: stringType,
    name: stringType,
    fieldSelector: struct("FieldSelectorAttributes", selector),
    labelSelector: struct("LabelSelectorAttributes", selector),
  }),
  nonResourceAttributes: struct("NonResourceAttributes", { path: stringType, verb: stringType }),
  user: stringType,
  groups: texts,
  extra: mapType(stringType, texts),
  uid: stringType,
});
