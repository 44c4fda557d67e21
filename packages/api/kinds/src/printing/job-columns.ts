import { documented, wide } from "./printer.js";

/** The selector of a Job, in wide output. */
export const selectorColumn = wide("Selector", "string", documented("batch.v1.JobSpec", "selector"));
