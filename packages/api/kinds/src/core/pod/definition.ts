import { fieldText, type KindDefinition, textFields } from "@engenho/registry";
import { defineKind } from "../../definition/define-kind.js";
import { unsupportedLabel } from "../../definition/field-selectors.js";
import { connector } from "../../shared/connector.js";
import { bindPod } from "./binding.js";
import { evictPod } from "./eviction.js";
import { podPrinter } from "./printer.js";
import { gatedPodFields, podStrategy } from "./strategy.js";
import { podWarnings } from "./warnings.js";

/** v1 Pod. */
export const pod: KindDefinition = defineKind({
  group: "",
  version: "v1",
  kind: "Pod",
  returnsDeletedObject: true,
  shortNames: ["po"],
  categories: ["all"],
  hasGeneration: "spec",
  subresources: [
    connector("attach", "PodAttachOptions"),
    {
      name: "binding",
      verbs: ["create"],
      body: { group: "", version: "v1", kind: "Binding" },
      schemaName: "io.k8s.api.core.v1.Binding",
      create: bindPod,
    },
    "ephemeralcontainers",
    {
      name: "eviction",
      verbs: ["create"],
      body: { group: "policy", version: "v1", kind: "Eviction" },
      schemaName: "io.k8s.api.policy.v1.Eviction",
      create: evictPod,
    },
    connector("exec", "PodExecOptions"),
    { name: "log", verbs: ["get"], body: { group: "", version: "v1", kind: "Pod" } },
    connector("portforward", "PodPortForwardOptions"),
    connector("proxy", "PodProxyOptions"),
    "resize",
    "status",
  ],
  printer: () => podPrinter,
  fieldSelectors: {
    fields: [
      ...textFields("spec.nodeName", "spec.restartPolicy", "spec.schedulerName", "spec.serviceAccountName"),
      ["spec.host", fieldText("spec.nodeName")],
      ["spec.hostNetwork", fieldText("spec.hostNetwork", "false")],
      ...textFields("status.phase", "status.podIP", "status.nominatedNodeName"),
      ["status.podIPs", fieldText("status.podIP")],
    ],
    indexed: ["spec.nodeName"],
    unsupported: unsupportedLabel,
  },
  strategy: () => podStrategy,
  warnings: () => podWarnings,
  gatedFields: () => gatedPodFields,
});
