import { ageOf, type Fields, firstText, list, nameOf, object, sorted, text } from "@engenho/registry";
import { ageColumn, column, documented, nameColumn, type Printer, wide } from "../../printing/printer.js";

const rolePrefix = "node-role.kubernetes.io/";
const roleLabel = "kubernetes.io/role";

function nodeStatus(node: Fields): string {
  // Of several conditions with the same type the last one counts.
  const ready = list(object(node.status).conditions).findLast((condition) => condition.type === "Ready");
  const status = ready === undefined ? "Unknown" : ready.status === "True" ? "Ready" : "NotReady";
  return object(node.spec).unschedulable === true ? `${status},SchedulingDisabled` : status;
}

function nodeRoles(node: Fields): string {
  const labels = object(object(node.metadata).labels);
  const roles = new Set<string>();
  for (const [key, value] of Object.entries(labels)) {
    if (key.startsWith(rolePrefix)) roles.add(key.slice(rolePrefix.length));
    else if (key === roleLabel) roles.add(text(value));
  }
  roles.delete("");
  return sorted(roles).join(",") || "<none>";
}

function address(node: Fields, type: string): string {
  const found = list(object(node.status).addresses).find((candidate) => candidate.type === type);
  return found === undefined ? "<none>" : text(found.address);
}

/** v1 Node. */
export const nodePrinter: Printer = {
  columns: [
    nameColumn,
    column("Status", "string", "The status of the node"),
    column("Roles", "string", "The roles of the node"),
    ageColumn,
    column("Version", "string", documented("core.v1.NodeSystemInfo", "kubeletVersion")),
    wide("Internal-IP", "string", documented("core.v1.NodeStatus", "addresses")),
    wide("External-IP", "string", documented("core.v1.NodeStatus", "addresses")),
    wide("OS-Image", "string", documented("core.v1.NodeSystemInfo", "osImage")),
    wide("Kernel-Version", "string", documented("core.v1.NodeSystemInfo", "kernelVersion")),
    wide("Container-Runtime", "string", documented("core.v1.NodeSystemInfo", "containerRuntimeVersion")),
  ],
  cells(node, nowMs) {
    const info = object(object(node.status).nodeInfo);
    return [
      nameOf(node),
      nodeStatus(node),
      nodeRoles(node),
      ageOf(node, nowMs),
      text(info.kubeletVersion),
      address(node, "InternalIP"),
      address(node, "ExternalIP"),
      firstText(info.osImage, "<unknown>"),
      firstText(info.kernelVersion, "<unknown>"),
      firstText(info.containerRuntimeVersion, "<unknown>"),
    ];
  },
};
