import {
  ageOf,
  type Fields,
  firstText,
  isSet,
  list,
  nameOf,
  object,
  since,
  type TableRowCondition,
} from "@engenho/registry";
import { ageColumn, column, documented, nameColumn, type Printer, wide } from "../../printing/printer.js";
import { podSummary } from "./pod-summary.js";

const completed: ReadonlyMap<string, readonly TableRowCondition[]> = new Map([
  [
    "Succeeded",
    [{ type: "Completed", status: "True", reason: "Succeeded", message: "The pod has completed successfully." }],
  ],
  ["Failed", [{ type: "Completed", status: "True", reason: "Failed", message: "The pod failed." }]],
]);

const notCompleted: readonly TableRowCondition[] = Object.freeze([]);

function readinessGates(pod: Fields): string {
  const gates = list(object(pod.spec).readinessGates);
  if (gates.length === 0) return "<none>";
  const conditions = list(object(pod.status).conditions);
  const met = gates.filter(
    (gate) => conditions.find((condition) => condition.type === gate.conditionType)?.status === "True",
  );
  return `${met.length}/${gates.length}`;
}

/** v1 Pod. */
export const podPrinter: Printer = {
  columns: [
    nameColumn,
    column("Ready", "string", "The aggregate readiness state of this pod for accepting traffic."),
    column("Status", "string", "The aggregate status of the containers in this pod."),
    column(
      "Restarts",
      "string",
      "The number of times the containers in this pod have been restarted and when the last container in this pod has restarted.",
    ),
    ageColumn,
    wide("IP", "string", documented("core.v1.PodStatus", "podIP")),
    wide("Node", "string", documented("core.v1.PodSpec", "nodeName")),
    wide("Nominated Node", "string", documented("core.v1.PodStatus", "nominatedNodeName")),
    wide("Readiness Gates", "string", documented("core.v1.PodSpec", "readinessGates")),
  ],
  cells(pod, nowMs) {
    const { readyContainers, totalContainers, reason, restarts, lastRestart } = podSummary(pod);
    const restartsCell =
      restarts !== 0 && isSet(lastRestart) ? `${restarts} (${since(lastRestart, nowMs)} ago)` : String(restarts);
    const status = object(pod.status);
    return [
      nameOf(pod),
      `${readyContainers}/${totalContainers}`,
      reason,
      restartsCell,
      ageOf(pod, nowMs),
      firstText(list(status.podIPs)[0]?.ip, "<none>"),
      firstText(object(pod.spec).nodeName, "<none>"),
      firstText(status.nominatedNodeName, "<none>"),
      readinessGates(pod),
    ];
  },
  conditions: (pod) => completed.get(firstText(object(pod.status).phase)) ?? notCompleted,
};
