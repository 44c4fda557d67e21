export { type DeviceSelectorFault, deviceSelectorFault } from "./device-selectors.js";
