import { claims } from "./claims.js";
import type { QuotaEvaluator, QuotaResource } from "./evaluator.js";
import { objectCount } from "./object-count.js";
import { pods } from "./pods.js";
import { resourceClaims } from "./resource-claims.js";
import { services } from "./services.js";

/** The evaluator of a resource. Objects of most resources are only counted. */
export function evaluatorOf(resource: QuotaResource): QuotaEvaluator {
  if (resource.group === "resource.k8s.io" && resource.plural === "resourceclaims") return resourceClaims;
  if (resource.group !== "") return objectCount(resource);
  switch (resource.plural) {
    case "pods":
      return pods;
    case "services":
      return services;
    case "persistentvolumeclaims":
      return claims;
    default:
      return objectCount(resource);
  }
}
