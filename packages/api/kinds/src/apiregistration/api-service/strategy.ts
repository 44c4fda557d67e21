import {
  type APIService,
  copyWith,
  definedFields,
  formatTime,
  type KubernetesObject,
  type StatusCause,
  type Stored,
} from "@engenho/core";
import { Causes, dns1035LabelFaults, dns1123SubdomainFaults } from "@engenho/machinery";
import { prepareForStatusUpdate, type Strategy, type StrategyContext, statusSubresource } from "@engenho/registry";
import { base64Length } from "../../shared/data-object.js";

type Spec = NonNullable<APIService["spec"]>;

const statuses = ["True", "False", "Unknown"] as const;

/** APIService of apiregistration.k8s.io/v1: named after its version and group; a local one is available at once. */
export const apiServiceStrategy: Strategy = {
  ...statusSubresource({}),
  allowUnconditionalUpdate: false,
  nameFormat: "path-segment",
  prepareForCreate(service: APIService, context: StrategyContext): KubernetesObject {
    const isLocal = service.spec?.service === undefined;
    return copyWith(service, { status: isLocal ? { conditions: [localCondition(context)] } : {} });
  },
  /** Upstream keeps the metadata that clients write; the rest is the server's. */
  prepareForStatusUpdate(next: KubernetesObject, current: Stored): KubernetesObject {
    const { labels, annotations, finalizers, ownerReferences } = current.metadata;
    const kept = { ...next.metadata, labels, annotations, finalizers, ownerReferences };
    return copyWith(prepareForStatusUpdate(next, current), {
      metadata: definedFields(kept) as KubernetesObject["metadata"],
    });
  },
  validateCreate: validate,
  validateUpdate: validate,
  validateStatusUpdate({ status }: APIService): readonly StatusCause[] {
    const causes = new Causes();
    for (const [index, condition] of (status?.conditions ?? []).entries()) {
      if ((statuses as readonly string[]).includes(condition.status)) continue;
      causes.notSupported(`status.conditions[${index}].status`, condition.status ?? "", statuses);
    }
    return causes.list;
  },
};

/** Upstream: NewLocalAvailableAPIServiceCondition. */
function localCondition({ clock }: StrategyContext): object {
  return {
    type: "Available",
    status: "True",
    lastTransitionTime: formatTime(clock.now()),
    reason: "Local",
    message: "Local APIServices are always available",
  };
}

/** Upstream: ValidateAPIService. */
function validate({ metadata, spec }: APIService): readonly StatusCause[] {
  const causes = new Causes();
  const { group = "", version = "", groupPriorityMinimum = 0, versionPriority = 0 } = spec ?? ({} as Spec);
  const required = `${version}.${group}`;
  const name = metadata.name ?? "";
  if (name !== required) {
    causes.invalid("metadata.name", name, `must be \`spec.version+"."+spec.group\`: "${required}"`);
  }
  if (group === "" && version !== "v1") {
    causes.required("spec.group", "only v1 may have an empty group and it better be legacy kube");
  }
  if (group !== "") causes.invalidEach("spec.group", group, dns1123SubdomainFaults(group));
  causes.invalidEach("spec.version", version, dns1035LabelFaults(version));
  if (groupPriorityMinimum <= 0 || groupPriorityMinimum > 20_000) {
    causes.invalid("spec.groupPriorityMinimum", groupPriorityMinimum, "must be positive and less than 20000");
  }
  if (versionPriority <= 0 || versionPriority > 1000) {
    causes.invalid("spec.versionPriority", versionPriority, "must be positive and less than 1000");
  }
  checkServer(spec ?? ({} as Spec), causes);
  return causes.list;
}

function checkServer({ service, caBundle = "", insecureSkipTLSVerify = false }: Spec, causes: Causes): void {
  const path = "spec.insecureSkipTLSVerify";
  if (service === undefined) {
    if (caBundle !== "") {
      causes.invalid("spec.caBundle", `${base64Length(caBundle)} bytes`, "local APIServices may not have a caBundle");
    }
    if (insecureSkipTLSVerify) causes.invalid(path, true, "local APIServices may not have insecureSkipTLSVerify");
    return;
  }
  if ((service.namespace ?? "") === "") causes.required("spec.service.namespace");
  if ((service.name ?? "") === "") causes.required("spec.service.name");
  if (insecureSkipTLSVerify && caBundle !== "") causes.invalid(path, true, "may not be true if caBundle is present");
}
