import { type PodStatus, parseIpAddress } from "@engenho/core";
import { type Causes, checkIpAddress } from "@engenho/machinery";

interface Addresses {
  readonly after: readonly { readonly ip?: string }[];
  readonly before: readonly { readonly ip?: string }[];
}

/** Checks the IPs of a Pod and of its host: one, or one of each family (upstream: validatePodIPs, validateHostIPs). */
export function checkPodAddresses(status: PodStatus, current: PodStatus, causes: Causes): void {
  if (status.podIPs !== current.podIPs) {
    checkAddresses({ after: status.podIPs ?? [], before: current.podIPs ?? [] }, "status.podIPs", causes);
  }
  const hosts = status.hostIPs ?? [];
  const [first] = hosts;
  if (first === undefined || (hosts === current.hostIPs && status.hostIP === current.hostIP)) return;
  if ((status.hostIP ?? "") !== (first.ip ?? "")) {
    causes.invalid("status.hostIPs[0].ip", first.ip ?? "", "must be equal to `hostIP`");
  }
  checkAddresses({ after: hosts, before: current.hostIPs ?? [] }, "status.hostIPs", causes);
}

/** Addresses that were invalid before may stay. */
function checkAddresses({ after, before }: Addresses, path: string, causes: Causes): void {
  for (const [index, { ip = "" }] of after.entries()) {
    if (!before.some((known) => known.ip === ip)) checkIpAddress(ip, `${path}[${index}]`, causes);
  }
  if (after.length < 2) return;
  const families = after.map(({ ip = "" }) => parseIpAddress(ip)?.family);
  const fault = families.indexOf(undefined);
  if (fault >= 0) causes.internal(path, `failed to check for dual stack with error:invalid IP[${fault}]: <nil>`);
  if (fault < 0 && after.length === 2 && families[0] !== families[1]) return;
  const printed = after.map(({ ip = "" }) => ({ IP: ip }));
  causes.invalid(path, printed, "may specify no more than one IP for each IP family");
}
