import type { AdmissionPlugin } from "@engenho/registry";
import { placeOf } from "./plugin-names.js";

/** The plugins of {@link orderAdmission}. */
export interface AdmissionSelection {
  /**
   * Further plugins. One with the name of a plugin of kube-apiserver takes that plugin's place in the order, and replaces the
   * standard one of that name. Others run before the admission policies, the webhooks and ResourceQuota, in the given order.
   * Default: none.
   */
  readonly added?: readonly AdmissionPlugin[] | undefined;
  /** The names of plugins that do not run. Unknown names are ignored. Default: none. */
  readonly disabled?: readonly string[] | undefined;
}

/** Upstream adds new plugins right before this one, because those after it must come last. */
const firstOfTheLast = placeOf("MutatingAdmissionPolicy") as number;

/** The standard plugins and further ones, in kube-apiserver's order, without those that are disabled. */
export function orderAdmission(
  standard: readonly AdmissionPlugin[],
  { added = [], disabled = [] }: AdmissionSelection,
): readonly AdmissionPlugin[] {
  const known = new Map<number, AdmissionPlugin>();
  const others: AdmissionPlugin[] = [];
  for (const plugin of [...standard, ...added]) {
    if (disabled.includes(plugin.name)) continue;
    const place = placeOf(plugin.name);
    if (place === undefined) others.push(plugin);
    else known.set(place, plugin);
  }
  const inOrder = [...known].sort(([left], [right]) => left - right);
  const first = inOrder.filter(([place]) => place < firstOfTheLast).map(([, plugin]) => plugin);
  const last = inOrder.filter(([place]) => place >= firstOfTheLast).map(([, plugin]) => plugin);
  return [...first, ...others, ...last];
}
