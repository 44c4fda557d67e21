import { type Fence, fenceHeader, parseFence, type User } from "@engenho/core";
import { isPending } from "@engenho/machinery";
import type { Authorization } from "../authorization/authorize-request.js";
import type { Exchange } from "../http/exchange.js";
import { badRequest } from "../status/refusals.js";

/**
 * The fence that a request carries; undefined if it carries none. The answer says whether somebody holds a Lease, so its user must be
 * allowed to read that. Throws StoreError `BadRequest` for a header that cannot be read, `Forbidden` for a user that may not.
 */
export async function requestedFence(
  exchange: Exchange,
  user: User,
  authorization: Authorization,
): Promise<Fence | undefined> {
  const [header, ...others] = exchange.headerValues(fenceHeader);
  if (header === undefined) return undefined;
  const fence = others.length === 0 ? parseFence(header) : undefined;
  if (fence === undefined) {
    throw badRequest(
      `the header ${fenceHeader} must be namespace=...&name=...&holderIdentity=...&leaseTransitions=..., of a Lease`,
    );
  }
  const allowed = authorization.require({
    user,
    verb: "get",
    isResource: true,
    namespace: fence.namespace,
    group: "coordination.k8s.io",
    version: "v1",
    resource: "leases",
    subresource: "",
    name: fence.name,
    path: "",
  });
  if (isPending(allowed)) await allowed;
  return fence;
}
