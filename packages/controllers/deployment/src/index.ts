export { createDeploymentController, type DeploymentControllerOptions } from "./controller.js";
