export { ServiceAllocator, type ServiceAllocatorOptions, type ServiceReservation } from "./service-allocator.js";
