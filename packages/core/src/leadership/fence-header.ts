import type { Fence } from "../store/store.js";

/**
 * The header with which a write over HTTP carries its fence. engenho's API server refuses the write with 409 unless the Lease has that
 * holder and term at the commit; other servers ignore it.
 */
export const fenceHeader = "engenho-fence";

/** No namespace or name of an object is longer, and none has other characters. */
const objectName = /^[a-z0-9]([-a-z0-9.]{0,251}[a-z0-9])?$/;
const fields: readonly string[] = ["namespace", "name", "holderIdentity", "leaseTransitions"];

/** The value of the header: the fields of the fence, as in a query. */
export function formatFence({ namespace, name, holderIdentity, leaseTransitions }: Fence): string {
  const values = { namespace, name, holderIdentity, leaseTransitions: String(leaseTransitions) };
  return new URLSearchParams(values).toString();
}

/** Reads {@link formatFence}. Undefined for any other text: whoever has sent that did not mean to write without a fence. */
export function parseFence(text: string): Fence | undefined {
  const query = new URLSearchParams(text);
  const isWhole = fields.every((field) => query.getAll(field).length === 1);
  if (!isWhole || query.size !== fields.length) return undefined;
  const [namespace = "", name = "", holderIdentity = "", transitions = ""] = fields.map(
    (field) => query.get(field) ?? "",
  );
  if (!objectName.test(namespace) || !objectName.test(name) || !/^\d{1,10}$/.test(transitions)) return undefined;
  return { namespace, name, holderIdentity, leaseTransitions: Number(transitions) };
}
