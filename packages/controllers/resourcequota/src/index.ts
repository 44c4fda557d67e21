export { createResourceQuotaController, type ResourceQuotaControllerOptions } from "./controller.js";
