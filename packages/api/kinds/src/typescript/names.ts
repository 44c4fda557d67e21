/**
 * The name of a kind's token, as client-go calls its client: the plural with the capitals of the kind, `networkPolicies` of
 * NetworkPolicy, `csiDrivers` of CSIDriver.
 */
export function tokenName({ kind, plural }: { readonly kind: string; readonly plural: string }): string {
  let common = 0;
  while (common < plural.length && kind[common]?.toLowerCase() === plural[common]) common++;
  const name = kind.slice(0, common) + plural.slice(common);
  const acronym = /^[A-Z]+(?=[A-Z][a-z])/.exec(name)?.[0] ?? name.slice(0, 1);
  return acronym.toLowerCase() + name.slice(acronym.length);
}
