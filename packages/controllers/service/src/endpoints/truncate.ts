import type { EndpointSubset } from "@engenho/core";

/** How many addresses Endpoints may hold, ready and not ready together (EP-32). */
export const maximumAddresses = 1000;

/** How many addresses the subsets hold. */
export function countAddresses(subsets: readonly EndpointSubset[] = []): number {
  return countReady(subsets) + countNotReady(subsets);
}

/**
 * Cuts subsets down to 1000 addresses (EP-33), `undefined` when they hold no more. Ready ones come first: not-ready ones
 * share what is left, or go altogether when the ready ones alone are too many. Each subset gets its share of the room,
 * rounded up, the earlier ones first.
 */
export function truncateSubsets(subsets: readonly EndpointSubset[]): readonly EndpointSubset[] | undefined {
  const ready = countReady(subsets);
  const notReady = countNotReady(subsets);
  if (ready + notReady <= maximumAddresses) return undefined;
  const list = ready > maximumAddresses ? "addresses" : "notReadyAddresses";
  const total = ready > maximumAddresses ? ready : notReady;
  const room = ready > maximumAddresses ? maximumAddresses : maximumAddresses - ready;
  let left = room;
  const truncated: EndpointSubset[] = [];
  for (const { addresses = [], notReadyAddresses = [], ...rest } of subsets) {
    const all = list === "addresses" ? addresses : notReadyAddresses;
    const kept = all.slice(0, Math.min(left, Math.ceil((all.length / total) * room)));
    left -= kept.length;
    const keptReady = list === "addresses" ? kept : addresses;
    const keptNotReady = list === "addresses" ? [] : kept;
    // Validation refuses a subset without addresses.
    if (keptReady.length + keptNotReady.length === 0) continue;
    truncated.push({
      ...(keptReady.length === 0 ? {} : { addresses: keptReady }),
      ...(keptNotReady.length === 0 ? {} : { notReadyAddresses: keptNotReady }),
      ...rest,
    });
  }
  return truncated;
}

function countReady(subsets: readonly EndpointSubset[]): number {
  return subsets.reduce((sum, { addresses = [] }) => sum + addresses.length, 0);
}

function countNotReady(subsets: readonly EndpointSubset[]): number {
  return subsets.reduce((sum, { notReadyAddresses = [] }) => sum + notReadyAddresses.length, 0);
}
