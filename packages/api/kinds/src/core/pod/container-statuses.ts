import type { Pod, PodSpec, PodStatus } from "@engenho/core";
import type { Causes } from "@engenho/machinery";
import { checkIdentifier } from "../../pod-template/spec/security-context.js";

type ContainerStatus = NonNullable<PodStatus["containerStatuses"]>[number];

/** The user of a container; a field of the status in 1.34. */
interface WithUser {
  readonly user?: {
    readonly linux?: {
      readonly uid?: number;
      readonly gid?: number;
      readonly supplementalGroups?: readonly number[];
    };
  };
}

const lists = ["containerStatuses", "initContainerStatuses", "ephemeralContainerStatuses"] as const;

/** Checks that no terminated container runs again, unless the Pod's restart policy allows it. */
export function checkTransitions(next: PodStatus, current: Pod, causes: Causes): void {
  const { spec = { containers: [] }, status = {} } = current;
  for (const list of lists) {
    if (next[list] === status[list]) continue;
    for (const [index, { name, state }] of (status[list] ?? []).entries()) {
      const terminated = state?.terminated;
      if (terminated === undefined || mayRestart(spec, list, { name, exitCode: terminated.exitCode })) continue;
      for (const after of next[list] ?? []) {
        if (after.name !== name || after.state?.terminated !== undefined) continue;
        causes.forbidden(`status.${list}[${index}].state`, "may not be transitioned to non-terminated state");
      }
    }
  }
}

/** Ephemeral containers never restart; sidecars always do. */
function mayRestart(
  spec: PodSpec,
  list: (typeof lists)[number],
  { name, exitCode }: { readonly name: string; readonly exitCode: number },
): boolean {
  if (list === "ephemeralContainerStatuses") return false;
  if (spec.restartPolicy === "Always" || (spec.restartPolicy === "OnFailure" && exitCode !== 0)) return true;
  if (list === "containerStatuses") return false;
  return (spec.initContainers ?? []).find((container) => container.name === name)?.restartPolicy === "Always";
}

/** Checks the users of containers (upstream: validateContainerStatusUsers). */
export function checkContainerUsers(status: PodStatus, os: PodSpec["os"], causes: Causes): void {
  const name = os?.name ?? "linux";
  for (const list of lists) {
    for (const [index, one] of ((status[list] ?? []) as readonly (ContainerStatus & WithUser)[]).entries()) {
      const linux = one.user?.linux;
      if (linux === undefined) continue;
      const path = `status.${list}[${index}].user.linux`;
      if (name === "windows") causes.forbidden(path, "cannot be set for a windows pod");
      else if (name === "linux") checkLinuxUser(linux, path, causes);
    }
  }
}

function checkLinuxUser(
  { uid, gid, supplementalGroups = [] }: NonNullable<NonNullable<WithUser["user"]>["linux"]>,
  path: string,
  causes: Causes,
): void {
  checkIdentifier(uid, `${path}.uid`, causes);
  checkIdentifier(gid, `${path}.gid`, causes);
  for (const [index, group] of supplementalGroups.entries()) {
    checkIdentifier(group, `${path}.supplementalGroups[${index}]`, causes);
  }
}
