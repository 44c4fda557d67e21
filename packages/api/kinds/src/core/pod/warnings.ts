import type { Pod } from "@engenho/core";
import { ipWarnings } from "@engenho/machinery";
import type { KindWarnings } from "../../definition/kind-warnings.js";
import { podSpecAndMetaWarnings } from "../../pod-template/warnings/pod-warnings.js";
import { nameWarnings } from "../../pod-template/warnings/workload-warnings.js";

/** Upstream: WarningsOnCreate and WarningsOnUpdate of Pod's strategy. */
export const podWarnings: KindWarnings = {
  warningsOnCreate: (pod: Pod) => [...nameWarnings(pod, "the Pod's hostname"), ...podSpecAndMetaWarnings(pod, "")],
  warningsOnStatusUpdate: ({ status }: Pod) => [
    ...(status?.podIPs ?? []).flatMap(({ ip = "" }, index) => ipWarnings(`status.podIPs[${index}].ip`, ip)),
    ...(status?.hostIPs ?? []).flatMap(({ ip = "" }, index) => ipWarnings(`status.hostIPs[${index}].ip`, ip)),
  ],
};
