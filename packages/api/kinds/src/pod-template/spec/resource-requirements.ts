import {
  type Container,
  compareQuantities,
  type ExactQuantity,
  formatQuantity,
  isQuantity,
  parseQuantity,
  quantitySign,
  scaledValue,
} from "@engenho/core";
import { type Causes, qualifiedNameFaults } from "@engenho/machinery";
import { tolerates } from "./tolerated-errors.js";

type ResourceRequirements = NonNullable<Container["resources"]>;
type ResourceList = Readonly<Record<string, string>>;

const containerResources = new Set(["cpu", "memory", "ephemeral-storage"]);
/** The native resources that quotas can restrict: other names need a domain. */
export const quotaResources: ReadonlySet<string> = new Set([
  ...containerResources,
  "requests.cpu",
  "requests.memory",
  "requests.storage",
  "requests.ephemeral-storage",
  "limits.cpu",
  "limits.memory",
  "limits.ephemeral-storage",
  "pods",
  "resourcequotas",
  "services",
  "replicationcontrollers",
  "secrets",
  "persistentvolumeclaims",
  "configmaps",
  "services.nodeports",
  "services.loadbalancers",
]);
const standardResources = new Set([...quotaResources, "storage"]);
/** Thousandths: upstream checks no finer ones. */
const milli = -3;

/**
 * Checks `resources` of a container: the names, the quantities, and that no request exceeds its limit. `checkName` validates
 * names: by default those of a container.
 */
export function checkResourceRequirements(
  resources: ResourceRequirements | undefined,
  path: string,
  causes: Causes,
  checkName: typeof checkContainerResourceName = checkContainerResourceName,
): void {
  if (resources === undefined) return;
  const limits = resources.limits ?? {};
  const requests = resources.requests ?? {};
  for (const [name, text] of Object.entries(limits)) {
    checkName(name, `${path}.limits[${name}]`, causes);
    checkResourceQuantity(name, text, { path: `${path}.limits[${name}]`, causes });
    checkPages(name, text, { path: `${path}.limits[${name}]`, causes });
  }
  for (const [name, text] of Object.entries(requests)) {
    checkName(name, `${path}.requests[${name}]`, causes);
    checkResourceQuantity(name, text, { path: `${path}.requests[${name}]`, causes });
    checkAgainstLimit({ name, text, limits }, path, causes);
    checkPages(name, text, { path: `${path}.requests[${name}]`, causes });
  }
  const names = [...Object.keys(limits), ...Object.keys(requests)];
  if (names.some(isHugePages) && !names.includes("cpu") && !names.includes("memory")) {
    causes.forbidden(path, "HugePages require cpu or memory");
  }
}

/** Checks a quantity: not negative, and an integer for resources without fractions (ValidateResourceQuantityValue). */
export function checkResourceQuantity(
  name: string,
  text: string,
  { path, causes }: { readonly path: string; readonly causes: Causes },
): void {
  const quantity = parseQuantity(text);
  checkNonNegativeQuantity(quantity, path, causes);
  const whole = wholeResources.has(name) || isExtended(name);
  if (whole && scaledValue(quantity, milli) % 1000n !== 0n)
    causes.invalid(path, formatQuantity(quantity), "must be an integer");
}

const wholeResources = new Set([
  "pods",
  "services",
  "replicationcontrollers",
  "secrets",
  "configmaps",
  "persistentvolumeclaims",
  "resourcequotas",
  "services.nodeports",
  "services.loadbalancers",
]);

/**
 * As `checkNonNegativeQuantity`, with the message for status and capacity. Returns whether it is valid (validateBasicResource).
 */
export function checkBasicAmount(text: string, path: string, causes: Causes): boolean {
  const whole = scaledValue(parseQuantity(text), 0);
  if (whole >= 0n) return true;
  causes.invalid(path, Number(whole), "must be a valid resource quantity");
  return false;
}

/** Checks that a quantity is not negative. */
export function checkNonNegativeQuantity(quantity: ExactQuantity, path: string, causes: Causes): void {
  if (quantitySign(quantity) < 0) {
    causes.invalid(path, formatQuantity(quantity), "must be greater than or equal to 0");
  }
}

/** Checks the name of any resource: a standard one, or one with a domain. Returns whether it is valid. */
export function checkResourceName(name: string, path: string, causes: Causes): boolean {
  const faults = qualifiedNameFaults(name);
  causes.invalidEach(path, name, faults);
  if (faults.length > 0) return false;
  if (name.includes("/") || standardResources.has(name) || /^(requests\.)?hugepages-/.test(name)) return true;
  causes.invalid(path, name, "must be a standard resource type or fully qualified");
  return false;
}

/** Checks the name of a container's resource. */
export function checkContainerResourceName(name: string, path: string, causes: Causes): void {
  checkResourceName(name, path, causes);
  if (!name.includes("/")) {
    if (!containerResources.has(name) && !isHugePages(name)) {
      causes.invalid(path, name, "must be a standard resource for containers");
    }
  } else if (!isNativeResource(name) && !isExtended(name)) {
    causes.invalid(path, name, "doesn't follow extended resource name standard");
  }
}

function checkAgainstLimit(
  { name, text, limits }: { readonly name: string; readonly text: string; readonly limits: ResourceList },
  path: string,
  causes: Causes,
): void {
  const overcommit = allowsOvercommit(name);
  const limitText = Object.hasOwn(limits, name) ? limits[name] : undefined;
  if (limitText === undefined) {
    if (!overcommit) causes.required(`${path}.limits`, "Limit must be set for non overcommitable resources");
    return;
  }
  const request = parseQuantity(text);
  const limit = parseQuantity(limitText);
  const order = compareQuantities(request, limit);
  if (order !== 0 && !overcommit) {
    causes.invalid(
      `${path}.requests`,
      formatQuantity(request),
      `must be equal to ${name} limit of ${formatQuantity(limit)}`,
    );
  } else if (order > 0) {
    const detail = `must be less than or equal to ${name} limit of ${formatQuantity(limit)}`;
    causes.invalid(`${path}.requests`, formatQuantity(request), detail);
  }
}

/** Checks that a quantity of huge pages is a multiple of the page size. */
function checkPages(
  name: string,
  text: string,
  { path, causes }: { readonly path: string; readonly causes: Causes },
): void {
  if (!isHugePages(name) || isWholePages(name, text) || tolerates(causes, "indivisible-huge-pages")) return;
  const shown = formatQuantity(parseQuantity(text));
  causes.invalid(path, shown, `${shown} is not positive integer multiple of ${name}`);
}

function isWholePages(name: string, text: string): boolean {
  const size = name.slice("hugepages-".length);
  if (!isQuantity(size)) return false;
  const page = parseQuantity(size);
  const pageBytes = scaledValue(page, 0);
  if (pageBytes <= 0n || scaledValue(page, milli) % 1000n !== 0n) return false;
  return scaledValue(parseQuantity(text), 0) % pageBytes === 0n;
}

/** Whether a list has a quantity of huge pages that is not a multiple of the page size. */
export function hasIndivisibleHugePages(list: ResourceList | undefined): boolean {
  return Object.entries(list ?? {}).some(([name, text]) => isHugePages(name) && !isWholePages(name, text));
}

/** Whether a resource is huge pages. */
export function isHugePages(name: string): boolean {
  return name.startsWith("hugepages-");
}

/** Whether a resource is native: its name has no domain, or one of kubernetes.io. */
export function isNativeResource(name: string): boolean {
  return !name.includes("/") || name.includes("kubernetes.io/");
}

/** Whether its requests may be below the limits (upstream: IsOvercommitAllowed). */
export function allowsOvercommit(name: string): boolean {
  return isNativeResource(name) && !isHugePages(name);
}

function isExtended(name: string): boolean {
  if (isNativeResource(name) || name.startsWith("requests.")) return false;
  return qualifiedNameFaults(`requests.${name}`).length === 0;
}
