import { ipWarnings } from "@engenho/machinery";

/** The warnings for load balancer addresses in the status of a Service or an Ingress. */
export function loadBalancerWarnings(
  status: { readonly loadBalancer?: { readonly ingress?: readonly { readonly ip?: string }[] } } | undefined,
): readonly string[] {
  return (status?.loadBalancer?.ingress ?? []).flatMap(({ ip = "" }, index) =>
    ip === "" ? [] : ipWarnings(`status.loadBalancer.ingress[${index}].ip`, ip),
  );
}
