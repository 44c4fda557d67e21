import type { RequestInfo } from "../request-info.js";
import { selectedValue } from "./selected-value.js";

/** The estimated work of a request. */
export interface WorkEstimate {
  /** Seats while it is served. */
  readonly initialSeats: number;
  /** Seats after its response, while its event is sent to watches. */
  readonly finalSeats: number;
  /** The duration of the final seats. */
  readonly additionalSeconds: number;
}

/** The stored objects of a resource. */
export interface ResourceStatistics {
  /** The number of objects. */
  readonly objects: number;
  /** The average size of an object, in bytes; 0: unknown. */
  readonly bytes: number;
}

/** The inputs of an estimate besides the request. */
export interface EstimateSources {
  /** Undefined: unknown, as for remote resources. */
  readonly statistics: ResourceStatistics | undefined;
  /** The number of watches that a mutating request concerns. */
  readonly watches: () => number;
  /** The maximum of seats by the priority level; 0: no limit. */
  readonly maxSeats: number;
}

const oneSeat: WorkEstimate = { initialSeats: 1, finalSeats: 0, additionalSeconds: 0 };
const maxListSeats = 100;
const maxMutatingSeats = 10;
const bytesPerSeat = 100_000;
/** Upstream streams lists from memory, so they count at most this much. */
const maxStreamedBytes = 1_000_000;
/** etcd's limit on the size of an object. */
const maxObjectBytes = 1_500_000;
const watchesPerSeat = 10;
const secondsPerEvent = 0.005;

/** The seats of a request (upstream: flowcontrol/request/width.go). */
export function estimateWork(
  info: Pick<RequestInfo, "verb" | "name" | "resource" | "subresource">,
  query: URLSearchParams,
  sources: EstimateSources,
): WorkEstimate {
  switch (info.verb) {
    case "list":
      return listEstimate(info, query, sources);
    case "watch":
      return isTrue(query.get("sendInitialEvents")) ? listEstimate(info, query, sources) : oneSeat;
    case "create":
    case "update":
    case "patch":
    case "delete":
      return mutatingEstimate(info, sources);
    default:
      return oneSeat;
  }
}

function isTrue(text: string | null): boolean {
  return text === "true" || text === "1";
}

/** Upstream: list_work_estimator.go, by the sizes of objects. */
function listEstimate(
  { verb, name }: Pick<RequestInfo, "verb" | "name">,
  query: URLSearchParams,
  { statistics, maxSeats }: EstimateSources,
): WorkEstimate {
  if (statistics === undefined) return oneSeat;
  const most = maxSeats === 0 ? maxListSeats : Math.min(maxSeats, maxListSeats);
  const { objects } = statistics;
  const bytes = statistics.bytes <= 0 && objects > 0 ? maxObjectBytes : statistics.bytes;
  const limit = Number(query.get("limit") ?? 0);
  const limited = limit > 0 && limit < objects ? limit : objects;
  const fromMemory = verb === "watch" || isFromMemory(query);
  const isSelected = (query.get("fieldSelector") ?? "") !== "" || (query.get("labelSelector") ?? "") !== "";
  const single = name !== "" || selectedValue(query, "metadata.name") !== undefined;
  const loaded = single ? 1 : isSelected && !fromMemory ? Math.max(limited, Math.floor(objects / 2)) : limited;
  const used = fromMemory ? Math.min(loaded * bytes, maxStreamedBytes) : loaded * bytes;
  const seats = Math.min(most, Math.max(1, Math.ceil(used / bytesPerSeat)));
  return seats === 1 ? oneSeat : { initialSeats: seats, finalSeats: 0, additionalSeconds: 0 };
}

/** Whether upstream serves the list from its watch cache (delegator.ShouldDelegateList). */
function isFromMemory(query: URLSearchParams): boolean {
  const version = query.get("resourceVersion") ?? "";
  switch (query.get("resourceVersionMatch") ?? "") {
    case "NotOlderThan":
      return true;
    case "":
      if ((query.get("continue") ?? "") !== "") return false;
      return !(Number(query.get("limit") ?? 0) > 0 && version !== "" && version !== "0");
    default:
      return false;
  }
}

/** Upstream: mutating_work_estimator.go. */
function mutatingEstimate(
  { resource, subresource }: Pick<RequestInfo, "resource" | "subresource">,
  { watches, maxSeats }: EstimateSources,
): WorkEstimate {
  if (resource === "serviceaccounts" && subresource === "token") return oneSeat;
  const count = watches();
  if (count < watchesPerSeat) return oneSeat;
  const most = maxSeats === 0 ? maxMutatingSeats : Math.min(maxSeats, maxMutatingSeats);
  const seats = Math.ceil(count / watchesPerSeat);
  const finalSeats = Math.min(seats, most);
  return { initialSeats: 1, finalSeats, additionalSeconds: (seats * secondsPerEvent) / finalSeats };
}
