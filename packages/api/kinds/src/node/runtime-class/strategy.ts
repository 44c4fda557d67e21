import type { RuntimeClass, StatusCause, Stored } from "@engenho/core";
import { Causes, checkLabels, dns1123LabelFaults } from "@engenho/machinery";
import type { Strategy } from "@engenho/registry";
import { checkResourceRequirements } from "../../pod-template/spec/resource-requirements.js";
import { checkTolerations } from "../../pod-template/spec/scheduling.js";

/** RuntimeClass of node.k8s.io/v1: its handler is immutable, and an update checks nothing else. */
export const runtimeClassStrategy: Strategy = {
  allowUnconditionalUpdate: false,
  validateCreate({ handler = "", overhead, scheduling }: RuntimeClass): readonly StatusCause[] {
    const causes = new Causes();
    causes.invalidEach("handler", handler, dns1123LabelFaults(handler));
    if (overhead?.podFixed !== undefined) {
      checkResourceRequirements({ limits: overhead.podFixed }, "overhead", causes);
    }
    if (scheduling !== undefined) {
      checkLabels(scheduling.nodeSelector, "scheduling.nodeSelector", causes);
      checkTolerations(scheduling.tolerations, "scheduling.tolerations", causes);
    }
    return causes.list;
  },
  validateUpdate(next: RuntimeClass, current: Stored<RuntimeClass>): readonly StatusCause[] {
    const causes = new Causes();
    if (next.handler !== current.handler) causes.invalid("handler", next.handler, "field is immutable");
    return causes.list;
  },
};
