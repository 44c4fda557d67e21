import { type FieldReader, fieldText, type KindFieldSelectors, textFields } from "@engenho/registry";

const regarding = ["kind", "namespace", "name", "uid", "apiVersion", "resourceVersion", "fieldPath"];

const eventSource: FieldReader = (object) =>
  fieldText("source.component")(object) ||
  fieldText("deprecatedSource.component")(object) ||
  fieldText("reportingComponent")(object) ||
  fieldText("reportingController")(object);

const plain = (field: string): string => `field label not supported: ${field}`;
const named = (kind: string) => (field: string) => `field label ${JSON.stringify(field)} not supported for "${kind}"`;

// Upstream: AddFieldLabelConversionFunc in pkg/apis/*/v1/conversion.go, and the kinds' ToSelectableFields.
const selectors: Readonly<Record<string, KindFieldSelectors>> = {
  "/Pod": {
    fields: [
      ...textFields("spec.nodeName", "spec.restartPolicy", "spec.schedulerName", "spec.serviceAccountName"),
      ["spec.host", fieldText("spec.nodeName")],
      ["spec.hostNetwork", fieldText("spec.hostNetwork", "false")],
      ...textFields("status.phase", "status.podIP", "status.nominatedNodeName"),
      ["status.podIPs", fieldText("status.podIP")],
    ],
    unsupported: plain,
  },
  "/Node": { fields: [["spec.unschedulable", fieldText("spec.unschedulable", "false")]], unsupported: plain },
  "/ReplicationController": { fields: [["status.replicas", fieldText("status.replicas", "0")]], unsupported: plain },
  "/Event": {
    fields: [
      ...textFields(...regarding.map((name) => `involvedObject.${name}`)),
      ...textFields("reason", "reportingComponent", "type"),
      ["source", eventSource],
    ],
    unsupported: plain,
  },
  "events.k8s.io/Event": {
    fields: [
      ...textFields(...regarding.map((name) => `regarding.${name}`)),
      ...textFields("reason", "reportingController", "type"),
    ],
    unsupported: plain,
  },
  "/Namespace": { fields: textFields("status.phase"), unsupported: plain },
  "/Secret": { fields: textFields("type"), unsupported: plain },
  "/Service": { fields: textFields("spec.clusterIP", "spec.type"), unsupported: plain },
  "batch/Job": { fields: [["status.successful", fieldText("status.succeeded", "0")]], unsupported: named("Job") },
  "batch/CronJob": { fields: [], unsupported: named("CronJob") },
};

/** The additional selectable fields of a built-in kind; undefined if it has none. */
export function fieldSelectorsOf(group: string, kind: string): KindFieldSelectors | undefined {
  return selectors[`${group}/${kind}`];
}
