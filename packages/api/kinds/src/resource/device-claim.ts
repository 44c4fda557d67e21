import type { ResourceClaim } from "@engenho/core";
import type { Causes } from "@engenho/machinery";
import { checkDeviceConfiguration } from "./device-configuration.js";
import { checkDeviceRequest, checkRequestName, type DeviceContext } from "./device-request.js";
import { checkList, checkSet } from "./lists.js";
import { checkFullyQualifiedName } from "./names.js";

type DeviceClaim = NonNullable<NonNullable<ResourceClaim["spec"]>["devices"]>;

const maxRequests = 32;
const maxConstraints = 32;
const maxConfigurations = 32;
const reference =
  "must be the name of a request in the claim or the name of a request and a subrequest separated by '/'";

/** The requests of a claim by name, with the names of their subrequests. */
export type RequestNames = ReadonlyMap<string, ReadonlySet<string>>;

/** Upstream: gatherRequestNames. */
export function requestNamesOf({ requests = [] }: DeviceClaim): RequestNames {
  return new Map(
    requests.map(({ name = "", firstAvailable = [] }) => [name, new Set(firstAvailable.map((sub) => sub.name ?? ""))]),
  );
}

/** Checks `devices` of a claim (upstream: validateDeviceClaim). */
export function checkDeviceClaim(claim: DeviceClaim, path: string, context: DeviceContext): void {
  const { causes } = context;
  const names = requestNamesOf(claim);
  const { requests = [], constraints = [], config = [] } = claim;
  checkSet(requests, `${path}.requests`, {
    causes,
    max: maxRequests,
    check: (request, at) => checkDeviceRequest(request, at, context),
    key: ({ name = "" }) => name,
    keyField: "name",
  });
  checkList(constraints, `${path}.constraints`, {
    causes,
    max: maxConstraints,
    check(constraint, at) {
      checkRequestReferences(constraint.requests ?? [], `${at}.requests`, { causes, names });
      const { matchAttribute } = constraint;
      if (matchAttribute === undefined) causes.required(`${at}.matchAttribute`);
      else checkFullyQualifiedName(matchAttribute, `${at}.matchAttribute`, causes);
    },
  });
  checkList(config, `${path}.config`, {
    causes,
    max: maxConfigurations,
    check(configuration, at) {
      checkRequestReferences(configuration.requests ?? [], `${at}.requests`, { causes, names });
      checkDeviceConfiguration(configuration, at, context);
    },
  });
}

interface ReferenceContext {
  readonly causes: Causes;
  readonly names: RequestNames;
}

/** Checks a list of references to the requests of a claim. */
export function checkRequestReferences(names: readonly string[], path: string, context: ReferenceContext): void {
  checkSet(names, path, {
    causes: context.causes,
    max: maxRequests,
    check: (name, at) => checkRequestReference(name, at, context),
    key: (name) => name,
  });
}

/** Checks a reference to a request, or to a subrequest: `request/subrequest`. Upstream: validateRequestNameRef. */
export function checkRequestReference(name: string, path: string, { causes, names }: ReferenceContext): void {
  const [request = "", subrequest, ...rest] = name.split("/");
  if (rest.length > 0) {
    causes.invalid(path, name, reference);
    return;
  }
  checkRequestName(request, path, causes);
  if (subrequest !== undefined) checkRequestName(subrequest, path, causes);
  const known = names.get(request);
  const isKnown = known !== undefined && (subrequest === undefined || known.has(subrequest));
  if (!isKnown) causes.invalid(path, name, reference);
}
