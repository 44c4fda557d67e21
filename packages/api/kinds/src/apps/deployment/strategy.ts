import {
  copyWith,
  type Deployment,
  definedFields,
  type KubernetesObject,
  type StatusCause,
  type Stored,
} from "@engenho/core";
import { Causes, checkAtMostHundredPercent, checkIntOrPercent, intOrPercentValue } from "@engenho/machinery";
import { prepareForStatusUpdate, type Strategy, statusSubresource, withFields } from "@engenho/registry";
import type { GatedPart } from "../../gates/gated-fields.js";
import { gatedPodSpec } from "../../pod-template/gated-fields.js";
import { defaultPodTemplate } from "../../pod-template/pod-defaults.js";
import {
  checkAlwaysRestartingTemplate,
  checkRequiredSelector,
  checkSelectorMatches,
} from "../../pod-template/pod-template.js";
import { checkCollisionCount } from "../../shared/collision-count.js";
import { goStructValue } from "../../shared/go-diff/go-struct-value.js";
import { checkReplicaStatus } from "../../shared/replica-status.js";
import { checkImmutableSelector } from "../immutable-selector.js";
import { gatedTerminatingReplicas } from "../terminating-replicas.js";

type DeploymentSpec = NonNullable<Deployment["spec"]>;
type DeploymentStrategy = NonNullable<DeploymentSpec["strategy"]>;

/** The gated fields of a Deployment. */
export const gatedDeploymentFields: readonly GatedPart[] = [
  gatedPodSpec("spec.template.spec"),
  gatedTerminatingReplicas,
];

/** Deployment of apps/v1 (AP-22, AP-24, AP-25, AP-55, AP-56). */
export const deploymentStrategy: Strategy = {
  ...statusSubresource({}),
  applyDefaults(deployment: Deployment): KubernetesObject {
    const { spec } = deployment;
    if (spec === undefined) return deployment;
    const { strategy, template } = spec;
    const defaults = definedFields({
      strategy: strategy === undefined ? undefined : defaultStrategyOf(strategy),
      template: template === undefined ? undefined : defaultPodTemplate(template),
    });
    return withFields<Deployment>(deployment, { spec: withFields<DeploymentSpec>(spec, defaults) });
  },
  validateCreate: (deployment: Deployment) => validateSpec(deployment),
  validateUpdate(next: Deployment, current: Stored<Deployment>) {
    const causes = new Causes();
    causes.add(validateSpec(next, current));
    checkImmutableSelector(next, current, causes);
    return causes.list;
  },
  /** Annotations and finalizers are taken from the request, spec and labels are not (AP-24). */
  prepareForStatusUpdate(next: Deployment, current: Stored<Deployment>): KubernetesObject {
    const kept = prepareForStatusUpdate(next, current) as Deployment;
    const metadata = definedFields(copyWith(kept.metadata, { labels: current.metadata.labels }));
    return copyWith(kept, { metadata });
  },
  validateStatusUpdate: validateStatus,
};

function defaultStrategyOf(strategy: DeploymentStrategy): DeploymentStrategy {
  if (strategy.type !== "RollingUpdate" || strategy.rollingUpdate !== undefined) return strategy;
  return { ...strategy, rollingUpdate: { maxUnavailable: "25%", maxSurge: "25%" } };
}

function validateSpec(deployment: Deployment, current?: Deployment): readonly StatusCause[] {
  const causes = new Causes();
  const spec: Partial<DeploymentSpec> = deployment.spec ?? {};
  causes.nonNegative("spec.replicas", spec.replicas);
  checkRequiredSelector(spec.selector, "spec.selector", {
    causes,
    emptyDetail: "empty selector is invalid for deployment",
  });
  if (checkSelectorMatches(spec, "spec", { causes, invalidDetail: "invalid label selector" })) {
    checkAlwaysRestartingTemplate(spec.template, "spec.template", {
      causes,
      kind: "ReplicaSet",
      current: current?.spec?.template,
    });
  }
  checkStrategy(spec.strategy ?? {}, causes);
  causes.nonNegative("spec.minReadySeconds", spec.minReadySeconds);
  causes.nonNegative("spec.revisionHistoryLimit", spec.revisionHistoryLimit);
  const deadline = spec.progressDeadlineSeconds;
  if (deadline !== undefined) {
    causes.nonNegative("spec.progressDeadlineSeconds", deadline);
    if (deadline <= (spec.minReadySeconds ?? 0)) {
      causes.invalid("spec.progressDeadlineSeconds", deadline, "must be greater than minReadySeconds");
    }
  }
  return causes.list;
}

function checkStrategy(strategy: DeploymentStrategy, causes: Causes): void {
  const { type = "", rollingUpdate } = strategy;
  const path = "spec.strategy.rollingUpdate";
  if (type === "Recreate") {
    if (rollingUpdate !== undefined) causes.forbidden(path, "may not be specified when strategy `type` is 'Recreate'");
  } else if (type === "RollingUpdate") {
    if (rollingUpdate === undefined) causes.required(path, "this should be defaulted and never be nil");
    else checkRollingUpdate(rollingUpdate, path, causes);
  } else {
    // Upstream prints its internal struct here.
    causes.notSupported("spec.strategy", goStructValue("DeploymentStrategy", strategy), ["Recreate", "RollingUpdate"]);
  }
}

function checkRollingUpdate(
  { maxUnavailable, maxSurge }: NonNullable<DeploymentStrategy["rollingUpdate"]>,
  path: string,
  causes: Causes,
): void {
  checkIntOrPercent(maxUnavailable, `${path}.maxUnavailable`, causes);
  checkIntOrPercent(maxSurge, `${path}.maxSurge`, causes);
  if (intOrPercentValue(maxUnavailable) === 0 && intOrPercentValue(maxSurge) === 0) {
    causes.invalid(`${path}.maxUnavailable`, maxUnavailable, "may not be 0 when `maxSurge` is 0");
  }
  checkAtMostHundredPercent(maxUnavailable, `${path}.maxUnavailable`, causes);
}

function validateStatus(next: Deployment, current: Stored<Deployment>): readonly StatusCause[] {
  const causes = new Causes();
  const status = (next.status ?? {}) as NonNullable<Deployment["status"]> & { readonly terminatingReplicas?: number };
  checkReplicaStatus(status, {
    causes,
    counts: [
      "observedGeneration",
      "replicas",
      "updatedReplicas",
      "readyReplicas",
      "availableReplicas",
      "unavailableReplicas",
      "terminatingReplicas",
      "collisionCount",
    ],
    parts: ["updatedReplicas", "readyReplicas", "availableReplicas"],
  });
  checkCollisionCount(status.collisionCount, current.status?.collisionCount, causes);
  return causes.list;
}
