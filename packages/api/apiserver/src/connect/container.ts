import { type ContainerReference, type Pod, pods, type Stored } from "@engenho/core";
import type { ResourceRequest } from "../api-request.js";
import { referenceOf } from "../resources/resolve-resource.js";
import type { ServerContext } from "../server-context.js";
import { badRequest } from "../status/refusals.js";

/**
 * The container that a request names, or the only one. Throws StoreError `NotFound`, and `BadRequest` with the messages
 * of upstream's registry/core/pod strategy.
 */
export async function requestedContainer(
  context: ServerContext,
  request: ResourceRequest,
  wanted = "",
): Promise<ContainerReference> {
  const pod = await context.store.get(pods, referenceOf(request));
  return { pod, container: containerOf(pod, wanted) };
}

function containerOf({ metadata, spec }: Stored<Pod>, wanted: string): string {
  const names = namesIn(spec?.containers);
  const initNames = namesIn(spec?.initContainers);
  const ephemeralNames = namesIn(spec?.ephemeralContainers);
  if (wanted !== "") {
    if ([...names, ...initNames, ...ephemeralNames].includes(wanted)) return wanted;
    throw badRequest(`container ${wanted} is not valid for pod ${metadata.name}`);
  }
  const [only, another] = names;
  if (only === undefined) throw badRequest(`a container name must be specified for pod ${metadata.name}`);
  if (another === undefined) return only;
  const init = initNames.length === 0 ? "" : ` or one of the init containers: [${initNames.join(" ")}]`;
  const ephemeral =
    ephemeralNames.length === 0 ? "" : ` or one of the ephemeral containers: [${ephemeralNames.join(" ")}]`;
  throw badRequest(
    `a container name must be specified for pod ${metadata.name}, choose one of: [${names.join(" ")}]${init}${ephemeral}`,
  );
}

/** The reason why a container does not run yet; undefined if it runs or has run. */
export function waitingReason(reference: ContainerReference): string | undefined {
  const { running, terminated, waiting } = stateOf(reference) ?? {};
  if (running !== undefined || terminated !== undefined) return undefined;
  return waiting?.reason ?? "ContainerCreating";
}

interface ContainerStatus {
  readonly state?: ContainerState;
  readonly lastState?: ContainerState;
}

/** The fields of a container's state (core/v1 ContainerState) that matter here. */
interface ContainerState {
  readonly running?: object;
  readonly terminated?: object;
  readonly waiting?: { readonly reason?: string };
}

/** The state of a container; undefined before the kubelet reports one. */
export function stateOf(reference: ContainerReference): ContainerState | undefined {
  return statusOf(reference)?.state;
}

/** Whether a container has been restarted, so that there is a previous log. */
export function hasPrevious(reference: ContainerReference): boolean {
  return statusOf(reference)?.lastState?.terminated !== undefined;
}

function statusOf({ pod, container }: ContainerReference): ContainerStatus | undefined {
  const { containerStatuses = [], initContainerStatuses = [], ephemeralContainerStatuses = [] } = pod.status ?? {};
  const statuses = [...containerStatuses, ...initContainerStatuses, ...ephemeralContainerStatuses];
  return statuses.find(({ name }) => name === container);
}

function namesIn(containers: readonly { readonly name: string }[] | undefined): readonly string[] {
  return (containers ?? []).map(({ name }) => name);
}
