export { type ClusterRoleAggregationOptions, createClusterRoleAggregation } from "./controller.js";
