import { addResources, formatQuantity, type KubernetesObject, parseResources } from "@engenho/core";
import type { ContainerUsage } from "./usage.js";

/** An object of metrics.k8s.io. */
export type Metrics = KubernetesObject & {
  readonly window?: string;
  /** Of NodeMetrics. */
  readonly usage?: Readonly<Record<string, string>>;
  /** Of PodMetrics. */
  readonly containers?: readonly ContainerUsage[];
};

/** The version of meta.k8s.io in which a client wants a Table; undefined if it wants none, or something else before it. */
export function tableVersion(accept: string): "v1" | "v1beta1" | undefined {
  for (const item of accept.split(",")) {
    const [mediaType = "", ...parameters] = item.split(";").map((part) => part.trim());
    if (mediaType !== "application/json" && mediaType !== "*/*") continue;
    const given = new Map(parameters.map((text) => text.split("=", 2) as [string, string]));
    const version = given.get("v");
    if (!given.has("as")) return undefined;
    if (given.get("as") !== "Table" || given.get("g") !== "meta.k8s.io") continue;
    if (version === "v1" || version === "v1beta1") return version;
  }
  return undefined;
}

const text = { type: "string", format: "", description: "", priority: 0 };

/** Name, each measured resource, and the window (metrics-server: pkg/api/table.go). An empty list has no columns there either. */
export function tableOf(
  items: readonly Metrics[],
  { version, includeObject }: { readonly version: "v1" | "v1beta1"; readonly includeObject: string },
): object {
  const usages = items.map(usageOf);
  const names = Object.keys(usages[0] ?? {}).sort();
  const apiVersion = `meta.k8s.io/${version}`;
  const columnDefinitions = [
    { ...text, name: "Name", format: "name", description: "Name of the resource" },
    ...names.map((name) => ({ ...text, name, format: "quantity" })),
    { ...text, name: "Window", format: "duration" },
  ];
  const shown = (item: Metrics) => {
    if (includeObject === "None") return {};
    const { metadata } = item;
    return { object: includeObject === "Object" ? item : { kind: "PartialObjectMetadata", apiVersion, metadata } };
  };
  return {
    kind: "Table",
    apiVersion,
    metadata: {},
    columnDefinitions: items.length === 0 ? null : columnDefinitions,
    rows: items.map((item, index) => ({
      cells: [item.metadata.name, ...names.map((name) => usages[index]?.[name] ?? "0"), item.window ?? ""],
      ...shown(item),
    })),
  };
}

/** The usage of a node, or of the containers of a Pod together. */
function usageOf({ usage, containers = [] }: Metrics): Readonly<Record<string, string>> {
  if (usage !== undefined) return usage;
  const total = parseResources({});
  for (const container of containers) addResources(total, parseResources(container.usage));
  return Object.fromEntries(Array.from(total, ([name, amount]) => [name, formatQuantity(amount)]));
}
