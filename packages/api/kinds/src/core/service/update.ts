import type { Service, Stored } from "@engenho/core";
import type { Causes } from "@engenho/machinery";
import { isHeadless, needsHealthCheckPort, type ServiceSpec } from "./allocator/service-type.js";
import { checkLoadBalancerClass } from "./load-balancer.js";

const onceSet = "may not change once set";

/** Checks the immutable fields of a Service (AP-61; upstream: ValidateServiceUpdate). */
export function checkServiceUpdate(next: Service, current: Stored<Service>, causes: Causes): void {
  const after: ServiceSpec = next.spec ?? {};
  const before: ServiceSpec = current.spec ?? {};
  checkClusterIpsKept(after, before, causes);
  checkFamiliesKept(after, before, causes);
  if (
    after.type === "LoadBalancer" &&
    before.type === "LoadBalancer" &&
    after.loadBalancerClass !== before.loadBalancerClass
  ) {
    causes.invalid("spec.loadBalancerClass", after.loadBalancerClass, onceSet);
  }
  checkLoadBalancerClass(after, causes);
  if (
    needsHealthCheckPort(after) &&
    needsHealthCheckPort(before) &&
    after.healthCheckNodePort !== before.healthCheckNodePort
  ) {
    causes.forbidden("spec.healthCheckNodePort", "field is immutable");
  }
}

function checkClusterIpsKept(after: ServiceSpec, before: ServiceSpec, causes: Causes): void {
  if (after.type === "ExternalName" || before.type === "ExternalName") return;
  if (isHeadless(after) && isHeadless(before)) return;
  const next = after.clusterIPs ?? [];
  const current = before.clusterIPs ?? [];
  if (next.length === current.length) {
    for (const [index, ip] of current.entries()) {
      if (ip !== next[index]) causes.invalid(`spec.clusterIPs[${index}]`, next, onceSet);
    }
    return;
  }
  if (next.length < current.length && next.length === 0) {
    causes.invalid("spec.clusterIPs[0]", next, "primary clusterIP can not be unset");
  }
  if (current.length > 0 && next.length > 0 && next[0] !== current[0])
    causes.invalid("spec.clusterIPs[0]", next, onceSet);
  if (next.length === 1 && current.length > 1) checkSingleStack(after, "clusterIP", causes);
}

function checkFamiliesKept(after: ServiceSpec, before: ServiceSpec, causes: Causes): void {
  if (after.type === "ExternalName" || before.type === "ExternalName") return;
  if (isHeadless(after) || isHeadless(before)) return;
  const next = after.ipFamilies ?? [];
  const current = before.ipFamilies ?? [];
  if (next.length === current.length) {
    for (const [index, family] of current.entries()) {
      if (family !== next[index]) causes.invalid("spec.ipFamilies[0]", next, onceSet);
    }
    return;
  }
  if (next.length < current.length && (after.clusterIPs ?? []).length === 0) {
    causes.invalid("spec.ipFamilies[0]", next, "primary ipFamily can not be unset");
  }
  if (current.length > 0 && next.length > 0 && next[0] !== current[0])
    causes.invalid("spec.ipFamilies[0]", after.clusterIPs, onceSet);
  if (next.length === 1 && current.length > 1) checkSingleStack(after, "ipFamily", causes);
}

function checkSingleStack(after: ServiceSpec, what: string, causes: Causes): void {
  if (after.ipFamilyPolicy === "SingleStack") return;
  const detail = `must be set to 'SingleStack' when releasing the secondary ${what}`;
  causes.invalid("spec.ipFamilyPolicy", after.ipFamilyPolicy, detail);
}
