import { copyWith, type PodSpec } from "@engenho/core";
import type { AdmissionPlugin } from "@engenho/registry";
import { podSpecPlugin } from "./pod-spec-plugin.js";

type Toleration = NonNullable<PodSpec["tolerations"]>[number];

/** How long a Pod stays on a node that is not ready or unreachable. */
const seconds = 300;
const notReady = tolerationOf("node.kubernetes.io/not-ready");
const unreachable = tolerationOf("node.kubernetes.io/unreachable");
const both: readonly Toleration[] = Object.freeze([notReady, unreachable]);

/**
 * Makes Pods tolerate the not-ready and unreachable taints of a node for 300 seconds, unless they have tolerations for these
 * taints (upstream: plugin/pkg/admission/defaulttolerationseconds).
 */
export const defaultTolerationSeconds: AdmissionPlugin = podSpecPlugin(
  "DefaultTolerationSeconds",
  ["CREATE", "UPDATE"],
  {
    isComplete: ({ tolerations = none }) => covers(tolerations, notReady) && covers(tolerations, unreachable),
    complete(spec) {
      const { tolerations = none } = spec;
      if (tolerations.length === 0) return copyWith(spec, { tolerations: both });
      const missing = both.filter((toleration) => !covers(tolerations, toleration));
      return copyWith(spec, { tolerations: [...tolerations, ...missing] });
    },
  },
);

const none: readonly Toleration[] = [];

function tolerationOf(key: string): Toleration {
  return Object.freeze({ key, operator: "Exists", effect: "NoExecute", tolerationSeconds: seconds });
}

function covers(tolerations: readonly Toleration[], { key }: Toleration): boolean {
  return tolerations.some((toleration) => coversNoExecute(toleration, key));
}

function coversNoExecute(toleration: Toleration, key: string | undefined): boolean {
  const coversKey = (toleration.key ?? "") === "" || toleration.key === key;
  return coversKey && ((toleration.effect ?? "") === "" || toleration.effect === "NoExecute");
}
