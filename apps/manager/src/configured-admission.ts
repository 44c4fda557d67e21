import type { Clock } from "@engenho/core";
import type { AdmissionPlugin } from "@engenho/registry";
import { type AdmissionTools, checkAdmissionNames } from "./admission-catalogue.js";
import type { ManagerOptions } from "./manager-options.js";

/** The admission plugins that `--admission-control-config-file` configures. Throws UsageError for a file that cannot be used. */
export async function configuredAdmissionOf(
  options: ManagerOptions,
  tools: AdmissionTools & { readonly clock: Clock },
): Promise<readonly AdmissionPlugin[]> {
  const {
    admissionControlConfigFile: file,
    enableAdmissionPlugins: enable,
    disableAdmissionPlugins: disable,
  } = options;
  if (file === undefined) return [];
  const { configuredPlugins } = await import("./configuration/configured-plugins.js");
  return configuredPlugins({ ...tools, file, ...checkAdmissionNames({ enable, disable }) });
}
