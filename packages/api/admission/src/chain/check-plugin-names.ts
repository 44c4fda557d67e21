import { placeOf } from "./plugin-names.js";

/** Names as in kube-apiserver's `--enable-admission-plugins` and `--disable-admission-plugins`. */
export interface AdmissionPluginNames {
  /** Plugins that run in addition to the default ones. */
  readonly enable: readonly string[];
  /** Plugins that do not run. */
  readonly disable: readonly string[];
  /** Whether a plugin that kube-apiserver knows can run here. */
  isAvailable(name: string): boolean;
}

/**
 * The errors of a selection of plugins, with kube-apiserver's messages (AdmissionOptions.Validate); empty if it is
 * valid. A plugin that is not available cannot be enabled, because requests that it rejects would be accepted; it can
 * be disabled.
 */
export function findPluginNameErrors({ enable, disable, isAvailable }: AdmissionPluginNames): readonly string[] {
  const unknown = (flag: string, names: readonly string[]) =>
    names.filter((name) => placeOf(name) === undefined).map((name) => `${flag} plugin "${name}" is unknown`);
  const missing = enable.filter((name) => placeOf(name) !== undefined && !isAvailable(name));
  const both = [...new Set(enable)].filter((name) => disable.includes(name)).sort();
  return [
    ...unknown("enable-admission-plugins", enable),
    ...missing.map((name) => `enable-admission-plugins plugin "${name}" is not available in engenho`),
    ...unknown("disable-admission-plugins", disable),
    ...(both.length === 0
      ? []
      : [`[${both.join(" ")}] in enable-admission-plugins and disable-admission-plugins overlapped`]),
  ];
}
