import type { resourceV1 } from "@engenho/core";
import { type DeviceSelectorFault, deviceSelectorFault } from "@engenho/expressions";
import { byteLength, type Causes, type LongWork, type MaybeWork } from "@engenho/machinery";

type DeviceSelector = resourceV1.DeviceSelector;
type DeviceRequest = resourceV1.DeviceRequest;

const longestExpression = 10 * 1024;

/** The errors in the expressions of invalid selectors. */
export type SelectorFaults = ReadonlyMap<string, DeviceSelectorFault>;

/** All selectors of the requests of a claim. */
export function selectorsOf(requests: readonly DeviceRequest[]): readonly DeviceSelector[] {
  return requests.flatMap(({ exactly, firstAvailable = [] }) => [
    ...(exactly?.selectors ?? []),
    ...firstAvailable.flatMap(({ selectors = [] }) => selectors),
  ]);
}

/** Compiles each expression once: there can be thousands. `stored`: they are those of the stored object. */
export function selectorFaults(selectors: readonly DeviceSelector[], stored: boolean): MaybeWork<SelectorFaults> {
  return selectors.length === 0 ? new Map() : compileAll(selectors, stored);
}

function* compileAll(selectors: readonly DeviceSelector[], stored: boolean): LongWork<SelectorFaults> {
  const faults = new Map<string, DeviceSelectorFault>();
  const sources = new Set(selectors.map(({ cel }) => cel?.expression ?? ""));
  for (const source of sources) {
    if (isTooLong(source)) continue;
    const fault = deviceSelectorFault(source, stored ? "stored" : "new");
    if (fault !== undefined) faults.set(source, fault);
    yield;
  }
  return faults;
}

/** Upstream does not compile expressions that are too long. */
function isTooLong(source: string): boolean {
  return byteLength(source) > longestExpression;
}

/** Upstream: validateSelector, validateCELSelector, convertCELErrorToValidationError. */
export function checkSelector(
  { cel }: DeviceSelector,
  path: string,
  { causes, faults }: { readonly causes: Causes; readonly faults: SelectorFaults },
): void {
  if (cel === undefined) {
    causes.required(`${path}.cel`);
    return;
  }
  const { expression = "" } = cel;
  const at = `${path}.cel.expression`;
  if (isTooLong(expression)) causes.tooLong(at, longestExpression);
  const fault = faults.get(expression);
  switch (fault?.type) {
    case "Invalid":
      causes.invalid(at, expression, fault.detail);
      break;
    case "Forbidden":
      causes.forbidden(at, fault.detail);
      break;
    case "Internal":
      causes.internal(at, fault.detail);
      break;
    case undefined:
  }
}
