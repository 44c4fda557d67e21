import {
  addResources,
  formatQuantity,
  isQuantity,
  type Node,
  type Pod,
  parseResources,
  type Stored,
} from "@engenho/core";

/** The resource usage of a container. */
export interface ContainerUsage {
  readonly name: string;
  readonly usage: { readonly cpu: string; readonly memory: string };
}

type Amounts = { readonly cpu?: unknown; readonly memory?: unknown };

/** The annotation of a pod with the usage of its containers, in JSON by container name; `*` is for all others. */
const usageAnnotation = "engenho.dev/usage";

/** The usage of a pod's containers: from the annotation, or else their requests, or else zero. */
export function podUsage({ metadata, spec }: Stored<Pod>): readonly ContainerUsage[] {
  const annotated = annotatedUsage(metadata.annotations?.[usageAnnotation]);
  return (spec?.containers ?? []).map(({ name, resources }) => {
    const said = annotated.get(name) ?? annotated.get("*");
    const { cpu = "0", memory = "0" } = { ...resources?.requests, ...said } as Readonly<Record<string, string>>;
    return { name, usage: { cpu, memory } };
  });
}

/** The sum of the usage of the pods that run on a node. */
export function nodeUsage(
  { metadata }: Stored<Node>,
  pods: readonly Stored<Pod>[],
): { readonly cpu: string; readonly memory: string } {
  const total = parseResources({ cpu: "0", memory: "0" });
  for (const pod of pods) {
    if (pod.spec?.nodeName !== metadata.name || pod.status?.phase !== "Running") continue;
    for (const { usage } of podUsage(pod)) addResources(total, parseResources(usage));
  }
  const [cpu, memory] = ["cpu", "memory"].map((name) => {
    const amount = total.get(name);
    return amount === undefined ? "0" : formatQuantity(amount);
  }) as [string, string];
  return { cpu, memory };
}

/** The annotation's values by container, without invalid quantities. */
function annotatedUsage(text: string | undefined): ReadonlyMap<string, Readonly<Record<string, string>>> {
  if (text === undefined) return new Map();
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return new Map();
  }
  if (typeof value !== "object" || value === null) return new Map();
  return new Map(
    Object.entries(value as Readonly<Record<string, Amounts | null>>).map(([name, amounts]) => {
      const given = Object.entries({ cpu: amounts?.cpu, memory: amounts?.memory });
      return [
        name,
        Object.fromEntries(
          given.filter(([, amount]) => isQuantity(amount)).map(([key, amount]) => [key, String(amount)]),
        ),
      ];
    }),
  );
}
