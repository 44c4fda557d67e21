import { copyWith, type Service, type ServicePort } from "@engenho/core";
import { mapShared, withFields, withoutFields } from "@engenho/registry";
import { isExternallyAccessible, type ServiceSpec } from "./allocator/service-type.js";

/** The default timeout of session affinity ClientIP, in seconds. */
const defaultAffinitySeconds = 10_800;

/** The conditional defaults of a Service (AP-58, AP-65). */
export function defaultService(service: Service): Service {
  const { spec } = service;
  if (spec === undefined) return service;
  return defaultServiceStatus(withFields<Service>(service, { spec: defaultSpec(spec) }));
}

/** The defaults of the status: ipMode of load balancer ingress points. */
export function defaultServiceStatus(service: Service): Service {
  const ingress = service.status?.loadBalancer?.ingress;
  if (ingress === undefined || service.spec?.type !== "LoadBalancer") return service;
  const filled = mapShared(ingress, (entry) =>
    (entry.ip ?? "") === "" || entry.ipMode !== undefined ? entry : { ...entry, ipMode: "VIP" },
  );
  return filled === ingress
    ? service
    : { ...service, status: { ...service.status, loadBalancer: { ...service.status?.loadBalancer, ingress: filled } } };
}

function defaultSpec(sent: ServiceSpec): ServiceSpec {
  let spec = withoutEmptySelector(defaultAffinity(sent));
  if (spec.ports !== undefined) spec = withFields<ServiceSpec>(spec, { ports: mapShared(spec.ports, defaultPort) });
  if (isExternallyAccessible(spec) && (spec.externalTrafficPolicy ?? "") === "") {
    spec = copyWith(spec, { externalTrafficPolicy: "Cluster" });
  }
  if (spec.internalTrafficPolicy === undefined && spec.type !== "ExternalName") {
    spec = copyWith(spec, { internalTrafficPolicy: "Cluster" });
  }
  if (spec.type === "LoadBalancer" && spec.allocateLoadBalancerNodePorts === undefined) {
    spec = copyWith(spec, { allocateLoadBalancerNodePorts: true });
  }
  return spec;
}

function defaultAffinity(spec: ServiceSpec): ServiceSpec {
  if (spec.sessionAffinity === "None") return withoutFields(spec, ["sessionAffinityConfig"]);
  if (spec.sessionAffinity !== "ClientIP" || spec.sessionAffinityConfig?.clientIP?.timeoutSeconds !== undefined)
    return spec;
  return copyWith(spec, { sessionAffinityConfig: { clientIP: { timeoutSeconds: defaultAffinitySeconds } } });
}

/** AP-65: an empty selector equals absence. */
function withoutEmptySelector(spec: ServiceSpec): ServiceSpec {
  if (spec.selector === undefined || Object.keys(spec.selector).length > 0) return spec;
  return withoutFields(spec, ["selector"]);
}

function defaultPort(port: ServicePort): ServicePort {
  const absent = port.targetPort === undefined || port.targetPort === 0 || port.targetPort === "";
  return absent && port.port !== undefined ? copyWith(port, { targetPort: port.port }) : port;
}
