export { hooksOf } from "../hooks/hook.js";
export { admitByWebhooks } from "./admit.js";
export { validateByWebhooks } from "./validate.js";
