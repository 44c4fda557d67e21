export { type ConfigMapTtlOptions, createConfigMapTtlController } from "./controller.js";
