import { definedFields, type EndpointSubset } from "@engenho/core";

/** The maximum number of addresses in Endpoints, ready and not ready together (EP-32). */
export const maximumAddresses = 1000;

/** The number of addresses in the subsets. */
export function countAddresses(subsets: readonly EndpointSubset[] = []): number {
  return countReady(subsets) + countNotReady(subsets);
}

/**
 * Truncates subsets to 1000 addresses (EP-33); `undefined` if there are no more. Ready addresses take precedence: not-ready
 * ones share the remaining capacity, or are all dropped if the ready ones alone exceed it. Each subset gets a proportional
 * share, rounded up, in order.
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
    // A subset without addresses fails validation.
    if (keptReady.length + keptNotReady.length === 0) continue;
    truncated.push(
      definedFields({
        addresses: keptReady.length === 0 ? undefined : keptReady,
        notReadyAddresses: keptNotReady.length === 0 ? undefined : keptNotReady,
        ...rest,
      }),
    );
  }
  return truncated;
}

function countReady(subsets: readonly EndpointSubset[]): number {
  return subsets.reduce((sum, { addresses = [] }) => sum + addresses.length, 0);
}

function countNotReady(subsets: readonly EndpointSubset[]): number {
  return subsets.reduce((sum, { notReadyAddresses = [] }) => sum + notReadyAddresses.length, 0);
}
