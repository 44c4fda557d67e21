import { errorMessage } from "@engenho/core";
import { Option } from "commander";
import { selectAdmission } from "../admission-catalogue.js";
import type { ManagerOptions } from "../manager-options.js";
import { UsageError } from "../usage-error.js";

/** A comma-separated list; a flag that is given twice adds to it (pflag.StringSlice). */
function names(text: string, before: readonly string[] = []): readonly string[] {
  const given = text
    .split(",")
    .map((each) => each.trim())
    .filter((each) => each !== "");
  return [...before, ...given];
}

/** The flags that choose admission plugins, with kube-apiserver's names. */
export function admissionFlags({ enableAdmissionPlugins, disableAdmissionPlugins }: ManagerOptions): readonly Option[] {
  return [
    new Option("--enable-admission-plugins <list>", "admission plugins to run beside the default ones")
      .argParser(names)
      .default(enableAdmissionPlugins, "none"),
    new Option("--disable-admission-plugins <list>", "admission plugins not to run")
      .argParser(names)
      .default(disableAdmissionPlugins, "none"),
  ];
}

/** Throws UsageError, with kube-apiserver's messages, for a choice of plugins that is not possible. */
export function checkAdmissionFlags({ enableAdmissionPlugins, disableAdmissionPlugins }: ManagerOptions): void {
  try {
    selectAdmission({ enable: enableAdmissionPlugins, disable: disableAdmissionPlugins });
  } catch (error) {
    throw new UsageError(`${errorMessage(error)} (engenho --help lists the flags)`, 2);
  }
}
