import { dirname, isAbsolute, join } from "node:path";
import { readText } from "../read-flag-file.js";
import { type ConfigurationKind, decodeKind, readSource, type Source, sourceOf } from "./read-configuration.js";

const flag = "--admission-control-config-file";

const admissionConfiguration: ConfigurationKind = {
  kind: "AdmissionConfiguration",
  apiVersions: ["apiserver.config.k8s.io/v1", "apiserver.k8s.io/v1alpha1"],
  fields: { plugins: { listOf: { fields: { name: "text", path: "text", configuration: "anything" } } } },
};

interface AdmissionConfiguration {
  readonly plugins?: readonly { readonly name?: string; readonly path?: string; readonly configuration?: unknown }[];
}

/** The configurations of plugins, by their names. */
export type PluginSources = (plugin: string) => Promise<Source | undefined>;

/** Plugins that also accept the unversioned format, in which their configuration is the whole file. */
const legacyPlugins: ReadonlySet<string> = new Set(["ImagePolicyWebhook", "PodNodeSelector"]);

/**
 * Reads an AdmissionConfiguration of apiserver.config.k8s.io/v1 (upstream: admission.ReadAdmissionConfiguration). A plugin's configuration
 * is in the file, or in one of its own, whose path is relative to it. Throws UsageError for files that cannot be used.
 */
export async function readAdmissionConfiguration(file: string): Promise<PluginSources> {
  const source = await readSource(file, flag);
  if (isLegacy(source.value)) return async (plugin) => (legacyPlugins.has(plugin) ? source : undefined);
  const { plugins } = decodeKind<AdmissionConfiguration>(source, [admissionConfiguration]);
  return async (plugin) => {
    const found = (plugins ?? []).find(({ name }) => name === plugin);
    if (found === undefined) return undefined;
    const { path = "", configuration } = found;
    if (configuration !== undefined && configuration !== null) {
      return { name: `${source.name}: configuration of ${plugin}`, value: configuration };
    }
    if (path === "") return undefined;
    const own = isAbsolute(path) ? path : join(dirname(file), path);
    const name = `${own} of the plugin ${plugin} in ${source.name}`;
    return sourceOf(await readText(own, name), name);
  };
}

function isLegacy(value: unknown): boolean {
  if (typeof value !== "object" || value === null) return false;
  if (Object.hasOwn(value, "apiVersion") && Object.hasOwn(value, "kind")) return false;
  return Object.hasOwn(value, "imagePolicy") || Object.hasOwn(value, "podNodeSelectorPluginConfig");
}
