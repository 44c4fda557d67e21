import { type Stored, StoreError } from "@engenho/core";
import { type AdmissionContext, type AdmissionRequest, admissionForbidden } from "@engenho/registry";

/** A request of a kubelet. */
export interface NodeRequest {
  readonly request: AdmissionRequest;
  /** The name of its node. */
  readonly node: string;
}

/** Throws a 403. */
export function refuse({ request }: NodeRequest, reason: string): never {
  throw admissionForbidden(request, { reason });
}

/** Throws a 403 for an operation that no kubelet needs. */
export function refuseOperation(asked: NodeRequest): never {
  return refuse(asked, `unexpected operation ${JSON.stringify(asked.request.operation)}`);
}

/** A stored object of the group core. Throws NotFound, with the plural, where it does not exist. */
export async function required<T extends Stored>(
  context: AdmissionContext,
  { kind, plural, namespace = "", name }: Wanted,
): Promise<T> {
  const found = await context.get({ group: "", kind, namespace, name });
  if (found !== undefined) return found as T;
  throw new StoreError("NotFound", `${plural} ${JSON.stringify(name)} not found`, { details: { name, kind: plural } });
}

/** An object of the group core that has to exist. */
export interface Wanted {
  readonly kind: string;
  readonly plural: string;
  /** Default `""`: the kind is cluster-scoped. */
  readonly namespace?: string;
  readonly name: string;
}
