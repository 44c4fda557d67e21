import { parseIpRange, type ServiceCIDR, type StatusCause, type Stored } from "@engenho/core";
import { Causes, deepEqual, strictIpRangeFaults } from "@engenho/machinery";
import type { Strategy } from "@engenho/registry";
import { goStructValue } from "../../shared/go-diff/go-struct-value.js";

const dualStack = "may specify no more than one IP for each IP family, i.e 192.168.0.0/24 and 2001:db8::/64";

/** ServiceCIDR of networking.k8s.io/v1: its ranges are immutable. Upstream lets writes of the object set its status as well. */
export const serviceCidrStrategy: Strategy = {
  prepareForCreate: (cidr) => cidr,
  prepareForUpdate: (cidr) => cidr,
  validateCreate({ spec }: ServiceCIDR): readonly StatusCause[] {
    const causes = new Causes();
    const cidrs = spec?.cidrs ?? [];
    const invalid = (detail: string) => causes.invalid("spec.cidrs", goStructValue("ServiceCIDRSpec", spec), detail);
    if (cidrs.length === 0) causes.required("spec.cidrs", "at least one CIDR required");
    else if (cidrs.length > 2) invalid("may only hold up to 2 values");
    else if (cidrs.length === 2 && !isDualStack(cidrs)) invalid(dualStack);
    else {
      for (const [index, cidr] of cidrs.entries()) {
        causes.invalidEach(`spec.cidrs[${index}]`, cidr, strictIpRangeFaults(cidr));
      }
    }
    return causes.list;
  },
  validateUpdate(next: ServiceCIDR, current: Stored<ServiceCIDR>): readonly StatusCause[] {
    const causes = new Causes();
    const after = next.spec?.cidrs ?? [];
    if (!deepEqual(after, current.spec?.cidrs ?? [])) causes.invalid("spec.cidrs", after, "field is immutable");
    return causes.list;
  },
  validateStatusUpdate: () => [],
};

function isDualStack(cidrs: readonly string[]): boolean {
  const families = cidrs.map((cidr) => parseIpRange(cidr)?.family);
  return families.includes("IPv4") && families.includes("IPv6");
}
