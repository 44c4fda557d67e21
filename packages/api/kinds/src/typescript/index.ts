export { customResourceModule } from "./custom-module.js";
