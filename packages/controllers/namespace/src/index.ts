export { createNamespaceController, type NamespaceControllerOptions } from "./controller.js";
