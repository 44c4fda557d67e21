import {
  boolType,
  type CelType,
  dynType,
  intType,
  listType,
  mapType,
  stringType,
  structType,
  timestampType,
} from "@engenho/cel";

const struct = (name: string, fields: Readonly<Record<string, CelType>>) =>
  structType(`kubernetes.${name}`, new Map(Object.entries(fields)));

const texts = listType(stringType);
const kindType = struct("GroupVersionKind", { group: stringType, version: stringType, kind: stringType });
const resourceType = struct("GroupVersionResource", { group: stringType, version: stringType, resource: stringType });
const userType = struct("UserInfo", {
  username: stringType,
  uid: stringType,
  groups: texts,
  extra: mapType(stringType, texts),
});

/** The type of the variable `request` (plugin/cel/compile.go: BuildRequestType). */
export const requestType: CelType = struct("AdmissionRequest", {
  kind: kindType,
  resource: resourceType,
  subResource: stringType,
  requestKind: kindType,
  requestResource: resourceType,
  requestSubResource: stringType,
  name: stringType,
  namespace: stringType,
  operation: stringType,
  userInfo: userType,
  dryRun: boolType,
  options: dynType,
});

const namespaceMetadataType = struct("NamespaceMetadata", {
  name: stringType,
  generateName: stringType,
  namespace: stringType,
  labels: mapType(stringType, stringType),
  annotations: mapType(stringType, stringType),
  UID: stringType,
  creationTimestamp: timestampType,
  deletionGracePeriodSeconds: intType,
  deletionTimestamp: timestampType,
  generation: intType,
  resourceVersion: stringType,
  finalizers: texts,
});
const namespaceConditionType = struct("NamespaceCondition", {
  status: stringType,
  type: stringType,
  lastTransitionTime: timestampType,
  message: stringType,
  reason: stringType,
});

/** The type of the variable `namespaceObject` (plugin/cel/compile.go: BuildNamespaceType). */
export const namespaceType: CelType = struct("Namespace", {
  metadata: namespaceMetadataType,
  spec: struct("NamespaceSpec", { finalizers: texts }),
  status: struct("NamespaceStatus", { conditions: listType(namespaceConditionType), phase: stringType }),
});
