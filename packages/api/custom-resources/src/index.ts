export { customKinds, definitionKinds } from "./custom-resource-definitions.js";
