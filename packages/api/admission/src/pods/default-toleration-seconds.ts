import { copyWith, type PodSpec } from "@engenho/core";
import type { AdmissionPlugin } from "@engenho/registry";
import { podSpecPlugin } from "./pod-spec-plugin.js";

type Toleration = NonNullable<PodSpec["tolerations"]>[number];

/** How long a Pod stays on a node that is not ready or unreachable. */
const seconds = 300;
const toleratedTaints = ["node.kubernetes.io/not-ready", "node.kubernetes.io/unreachable"] as const;

/**
 * Makes Pods tolerate the not-ready and unreachable taints of a node for 300 seconds, unless they have tolerations for these
 * taints (upstream: plugin/pkg/admission/defaulttolerationseconds).
 */
export const defaultTolerationSeconds: AdmissionPlugin = podSpecPlugin(
  "DefaultTolerationSeconds",
  ["CREATE", "UPDATE"],
  withDefaultTolerations,
);

function withDefaultTolerations(spec: PodSpec): PodSpec {
  const tolerations = spec.tolerations ?? [];
  const missing = toleratedTaints.filter((key) => !tolerations.some((toleration) => coversNoExecute(toleration, key)));
  if (missing.length === 0) return spec;
  const added = missing.map(
    (key): Toleration => ({
      key,
      operator: "Exists",
      effect: "NoExecute",
      tolerationSeconds: seconds,
    }),
  );
  return copyWith(spec, { tolerations: [...tolerations, ...added] });
}

function coversNoExecute(toleration: Toleration, key: string): boolean {
  const coversKey = (toleration.key ?? "") === "" || toleration.key === key;
  return coversKey && ((toleration.effect ?? "") === "" || toleration.effect === "NoExecute");
}
