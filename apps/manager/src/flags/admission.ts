import { errorMessage } from "@engenho/core";
import { Option } from "commander";
import { checkAdmissionNames } from "../admission-catalogue.js";
import type { ManagerOptions } from "../manager-options.js";
import { selectApis } from "../runtime-config/select-apis.js";
import { UsageError } from "../usage-error.js";
import { list, nonEmpty } from "./parsers.js";

/** The flags for admission plugins and for features that are off by default, with kube-apiserver's names. */
export function admissionFlags(defaults: ManagerOptions): readonly Option[] {
  const { enableAdmissionPlugins, disableAdmissionPlugins, featureGates, runtimeConfig } = defaults;
  return [
    new Option("--enable-admission-plugins <list>", "admission plugins to enable in addition to the default ones")
      .argParser(list(enableAdmissionPlugins))
      .default(enableAdmissionPlugins, "none"),
    new Option("--disable-admission-plugins <list>", "admission plugins to disable")
      .argParser(list(disableAdmissionPlugins))
      .default(disableAdmissionPlugins, "none"),
    new Option(
      "--admission-control-config-file <file>",
      "AdmissionConfiguration: the plugins' configurations",
    ).argParser(nonEmpty),
    new Option(
      "--feature-gates <list>",
      "features to enable or disable, such as HostnameOverride=true; a gate of 1.34 whose effect does not exist here is refused",
    )
      .argParser(list(featureGates))
      .default(featureGates, "none"),
    new Option("--runtime-config <list>", "API versions to serve or not, such as certificates.k8s.io/v1beta1=true")
      .argParser(list(runtimeConfig))
      .default(runtimeConfig, "none"),
  ];
}

/** Throws UsageError, with kube-apiserver's messages, for an invalid selection of plugins. */
export function checkAdmissionFlags(options: ManagerOptions): void {
  const { enableAdmissionPlugins: enable, disableAdmissionPlugins: disable } = options;
  try {
    checkAdmissionNames({ enable, disable });
    selectApis(options);
  } catch (error) {
    throw new UsageError(`${errorMessage(error)} (engenho --help lists the flags)`, 2);
  }
}
