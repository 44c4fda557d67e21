import type { Ingress } from "@engenho/core";
import type { KindWarnings } from "../../definition/kind-warnings.js";
import { loadBalancerWarnings } from "../../shared/load-balancer-warnings.js";

const classAnnotation = "kubernetes.io/ingress.class";

/** Upstream: WarningsOnCreate and WarningsOnUpdate of Ingress's strategy. */
export const ingressWarnings: KindWarnings = {
  warningsOnCreate: ({ metadata, spec }: Ingress) =>
    Object.hasOwn(metadata.annotations ?? {}, classAnnotation) && spec?.ingressClassName === undefined
      ? [`annotation "${classAnnotation}" is deprecated, please use 'spec.ingressClassName' instead`]
      : [],
  warningsOnStatusUpdate: ({ status }: Ingress) => loadBalancerWarnings(status),
};
