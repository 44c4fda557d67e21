import type { Service } from "@engenho/core";
import { both, type KindWarnings } from "../../shared/kind-warnings.js";
import { loadBalancerWarnings, serviceWarnings } from "./service-warnings.js";

/** Upstream: WarningsOnCreate and WarningsOnUpdate of Service's strategy. */
export const serviceKindWarnings: KindWarnings = {
  ...both(serviceWarnings),
  warningsOnStatusUpdate: ({ status }: Service) => loadBalancerWarnings(status),
};
