import type { IPAddress, StatusCause, Stored } from "@engenho/core";
import { Causes, dns1123SubdomainFaults, pathSegmentFaults, strictIpFaults } from "@engenho/machinery";
import type { Strategy } from "@engenho/registry";
import { sameByMeaning } from "../../shared/equality.js";
import { goStructValue } from "../../shared/go-diff/go-struct-value.js";

type ParentReference = NonNullable<NonNullable<IPAddress["spec"]>["parentRef"]>;

const sameParent = sameByMeaning("io.k8s.api.networking.v1.IPAddressSpec", "parentRef");

/** IPAddress of networking.k8s.io/v1: named after the address, and its parent is immutable. */
export const ipAddressStrategy: Strategy = {
  nameFormat: "path-segment",
  // Upstream: ValidateIPAddressName.
  nameFaults: strictIpFaults,
  validateCreate({ spec }: IPAddress): readonly StatusCause[] {
    const causes = new Causes();
    const parent = spec?.parentRef;
    if (parent === undefined) causes.required("spec.parentRef");
    else checkParent(parent, causes);
    return causes.list;
  },
  validateUpdate(next: IPAddress, current: Stored<IPAddress>): readonly StatusCause[] {
    const causes = new Causes();
    const [after, before] = [next.spec?.parentRef, current.spec?.parentRef];
    if (!sameParent(after, before)) {
      const shown = after === undefined ? null : goStructValue("ParentReference", after);
      causes.invalid("spec.parentRef", shown, "field is immutable");
    }
    return causes.list;
  },
};

function checkParent(parent: ParentReference, causes: Causes): void {
  const { group = "", resource = "", name = "", namespace = "" } = parent;
  const path = "spec.parentRef";
  if (group !== "") causes.invalidEach(`${path}.group`, group, dns1123SubdomainFaults(group));
  for (const [field, value] of Object.entries({ resource, name })) {
    if (value === "") causes.required(`${path}.${field}`);
    else causes.invalidEach(`${path}.${field}`, value, pathSegmentFaults(value));
  }
  if (namespace !== "") causes.invalidEach(`${path}.namespace`, namespace, pathSegmentFaults(namespace));
}
