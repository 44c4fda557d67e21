import {
  copyWith,
  type DaemonSet,
  definedFields,
  type KubernetesObject,
  type StatusCause,
  type Stored,
} from "@engenho/core";
import {
  Causes,
  checkAtMostHundredPercent,
  checkIntOrPercent,
  checkLabelSelector,
  intOrPercentValue,
  parseGoInteger,
} from "@engenho/machinery";
import { type Strategy, statusSubresource, withFields } from "@engenho/registry";
import type { GatedPart } from "../../gates/gated-fields.js";
import { gatedPodSpec } from "../../pod-template/gated-fields.js";
import { defaultPodTemplate } from "../../pod-template/pod-defaults.js";
import { checkAlwaysRestartingTemplate, isEmptySelector, tryCompile } from "../../pod-template/pod-template.js";
import { checkCollisionCount } from "../../shared/collision-count.js";
import { checkCounts } from "../../shared/counts.js";
import { sameByMeaning } from "../../shared/equality.js";
import { goStructValue } from "../../shared/go-diff/go-struct-value.js";
import { checkImmutableSelector } from "../immutable-selector.js";

type DaemonSetSpec = NonNullable<DaemonSet["spec"]>;

/** Where apps/v1 has the template generation, which was a field in older versions. */
const templateGeneration = "deprecated.daemonset.template.generation";

const noPods = { currentNumberScheduled: 0, numberMisscheduled: 0, desiredNumberScheduled: 0, numberReady: 0 };

const sameTemplate = sameByMeaning("io.k8s.api.core.v1.PodTemplateSpec");

/** The gated fields of a DaemonSet. */
export const gatedDaemonSetFields: readonly GatedPart[] = [gatedPodSpec("spec.template.spec")];

/** DaemonSet of apps/v1. */
export const daemonSetStrategy: Strategy = {
  ...statusSubresource(noPods),
  applyDefaults(daemonSet: DaemonSet): KubernetesObject {
    const { spec } = daemonSet;
    if (spec === undefined) return daemonSet;
    const { updateStrategy, template } = spec;
    const rolling = updateStrategy?.type === "RollingUpdate" && updateStrategy.rollingUpdate === undefined;
    return withFields<DaemonSet>(daemonSet, {
      spec: withFields<DaemonSetSpec>(
        spec,
        definedFields({
          updateStrategy: rolling
            ? { ...updateStrategy, rollingUpdate: { maxUnavailable: 1, maxSurge: 0 } }
            : undefined,
          template: template === undefined ? undefined : defaultPodTemplate(template),
        }),
      ),
    });
  },
  prepareForCreate: (daemonSet: DaemonSet) =>
    withTemplateGeneration({ ...daemonSet, status: noPods }, Math.max(1, templateGenerationOf(daemonSet))),
  prepareForUpdate(next: DaemonSet, current: Stored<DaemonSet>): KubernetesObject {
    const changed = !sameTemplate(next.spec?.template, current.spec?.template);
    const before = templateGenerationOf(current);
    const numbered = withTemplateGeneration(next, changed ? before + 1 : before);
    return current.status === undefined ? numbered : copyWith(numbered, { status: current.status });
  },
  validateCreate: (daemonSet: DaemonSet) => validateSpec(daemonSet),
  validateUpdate(next: DaemonSet, current: Stored<DaemonSet>) {
    const causes = new Causes();
    causes.add(validateSpec(next, current));
    checkImmutableSelector(next, current, causes);
    return causes.list;
  },
  validateStatusUpdate: validateStatus,
};

/** 0 if it has none that can be parsed. */
function templateGenerationOf({ metadata }: DaemonSet): number {
  const number = parseGoInteger(metadata.annotations?.[templateGeneration] ?? "0");
  return typeof number === "number" ? number : 0;
}

function withTemplateGeneration(daemonSet: DaemonSet, generation: number): DaemonSet {
  const { metadata } = daemonSet;
  const annotations = { ...metadata.annotations, [templateGeneration]: String(generation) };
  return { ...daemonSet, metadata: { ...metadata, annotations } };
}

function validateSpec(daemonSet: DaemonSet, current?: DaemonSet): readonly StatusCause[] {
  const causes = new Causes();
  const spec: Partial<DaemonSetSpec> = daemonSet.spec ?? {};
  const labels = spec.template?.metadata?.labels;
  checkLabelSelector(spec.selector, "spec.selector", causes);
  const matcher = tryCompile(spec.selector);
  if (matcher !== undefined && !matcher.matches(labels)) {
    causes.invalid("spec.template.metadata.labels", labels, "`selector` does not match template `labels`");
  }
  if (spec.selector !== undefined && isEmptySelector(spec.selector)) {
    causes.invalid("spec.selector", spec.selector, "empty selector is invalid for daemonset");
  }
  checkAlwaysRestartingTemplate(spec.template, "spec.template", {
    causes,
    kind: "DaemonSet",
    current: current?.spec?.template,
  });
  causes.nonNegative("spec.minReadySeconds", spec.minReadySeconds);
  checkUpdateStrategy(spec, causes);
  causes.nonNegative("spec.revisionHistoryLimit", spec.revisionHistoryLimit);
  return causes.list;
}

function checkUpdateStrategy({ updateStrategy }: Partial<DaemonSetSpec>, causes: Causes): void {
  const { type = "", rollingUpdate } = updateStrategy ?? {};
  const path = "spec.updateStrategy";
  if (type === "OnDelete") return;
  if (type !== "RollingUpdate") {
    const printed = goStructValue("DaemonSetUpdateStrategy", updateStrategy);
    causes.notSupported(path, printed, ["RollingUpdate", "OnDelete"]);
    return;
  }
  if (rollingUpdate === undefined) {
    causes.required(`${path}.rollingUpdate`);
    return;
  }
  const { maxUnavailable, maxSurge } = rollingUpdate;
  const at = `${path}.rollingUpdate`;
  checkIntOrPercent(maxUnavailable, `${at}.maxUnavailable`, causes);
  checkIntOrPercent(maxSurge, `${at}.maxSurge`, causes);
  checkAtMostHundredPercent(maxUnavailable, `${at}.maxUnavailable`, causes);
  checkAtMostHundredPercent(maxSurge, `${at}.maxSurge`, causes);
  const unavailable = intOrPercentValue(maxUnavailable) !== 0;
  const surge = intOrPercentValue(maxSurge) !== 0;
  if (unavailable && surge)
    causes.invalid(`${at}.maxSurge`, maxSurge, "may not be set when maxUnavailable is non-zero");
  if (!unavailable && !surge) causes.required(`${at}.maxUnavailable`, "cannot be 0 when maxSurge is 0");
}

function validateStatus(next: DaemonSet, current: Stored<DaemonSet>): readonly StatusCause[] {
  const causes = new Causes();
  const status = next.status ?? noPods;
  checkCounts(status as NonNullable<DaemonSet["status"]>, "status", {
    causes,
    fields: [
      "currentNumberScheduled",
      "numberMisscheduled",
      "desiredNumberScheduled",
      "numberReady",
      "observedGeneration",
      "updatedNumberScheduled",
      "numberAvailable",
      "numberUnavailable",
      "collisionCount",
    ],
  });
  checkCollisionCount(next.status?.collisionCount, current.status?.collisionCount, causes);
  return causes.list;
}
