export type { PortRange } from "./node-port-pool.js";
export { ServiceAllocator, type ServiceAllocatorOptions, type ServiceReservation } from "./service-allocator.js";
