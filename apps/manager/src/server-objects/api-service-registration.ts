import {
  type APIService,
  apiServices,
  type CustomResourceDefinition,
  createKeyedController,
  customResourceDefinitions,
  findObject,
  type KeyedController,
  type Stored,
  strictlyEqual,
} from "@engenho/core";
import { allObjects, previousOf } from "./all-objects.js";
import { type ApiServicePriority, builtInPriority, customPriority } from "./api-service-priorities.js";
import type { ServerObjectsOptions } from "./index.js";

/**
 * The label of APIServices that this controller maintains: `onstart`, or `true` for those of CustomResourceDefinitions.
 */
const managedLabel = "kube-aggregator.kubernetes.io/automanaged";
const sinceStart = "onstart";
const ofDefinition = "true";

/** A group version that this server serves itself. */
interface Served {
  readonly group: string;
  readonly version: string;
  readonly priority: ApiServicePriority;
  readonly managed: typeof sinceStart | typeof ofDefinition;
}

const nameOf = ({ group, version }: Pick<Served, "group" | "version">) => `${version}.${group}`;

/**
 * Maintains a local APIService for each group version that the server serves, built-in or defined by a
 * CustomResourceDefinition. APIServices without its label are not touched. Upstream: kube-aggregator
 * pkg/controllers/autoregister, pkg/controlplane/controller/crdregistration.
 */
export function createApiServiceRegistration(
  options: Pick<ServerObjectsOptions, "store" | "clock" | "logger" | "definitions">,
): KeyedController {
  const { store, clock, logger } = options;
  const builtIn = builtInVersions(options.definitions);

  async function definitionsOf(group: string): Promise<readonly CustomResourceDefinition[]> {
    const { items } = await store.list(customResourceDefinitions);
    return items.filter(({ spec }) => spec?.group === group);
  }

  async function servedAs(name: string): Promise<Served | undefined> {
    const known = builtIn.get(name);
    if (known !== undefined) return known;
    const dot = name.indexOf(".");
    const [version, group] = [name.slice(0, dot), name.slice(dot + 1)];
    const isServed = (await definitionsOf(group)).some((definition) => versionsOf(definition).includes(version));
    return isServed ? { group, version, priority: customPriority, managed: ofDefinition } : undefined;
  }

  return createKeyedController({
    name: "apiservice-registration",
    store,
    clock,
    logger,
    watches: [
      { kind: apiServices, keysOf: ({ object }) => [object.metadata.name] },
      {
        kind: customResourceDefinitions,
        keysOf: (event) => [...new Set([...namesOf(event.object), ...namesOf(previousOf(event))])],
      },
    ],
    async listKeys(slice) {
      const [definitions, services] = await Promise.all([
        allObjects(store, customResourceDefinitions, slice),
        allObjects(store, apiServices, slice),
      ]);
      const ofServices = services.map(({ metadata }) => metadata.name);
      return new Set([...builtIn.keys(), ...definitions.flatMap(namesOf), ...ofServices]);
    },
    async reconcile(name) {
      const served = await servedAs(name);
      const current = await findObject<APIService>(store, apiServices, { name });
      return { changed: await settle(served, current) };
    },
  });

  async function settle(served: Served | undefined, current: Stored<APIService> | undefined): Promise<boolean> {
    if (current === undefined) {
      if (served === undefined) return false;
      await store.create<APIService>(localService(served));
      return true;
    }
    const managed = current.metadata.labels?.[managedLabel];
    if (managed !== sinceStart && managed !== ofDefinition) return false;
    if (served === undefined) {
      if (managed === sinceStart) return false;
      await store.delete(apiServices, current.metadata, { preconditions: { uid: current.metadata.uid } });
      return true;
    }
    const { spec } = localService(served);
    if (strictlyEqual(spec, current.spec)) return false;
    await store.update<APIService>({ ...current, spec });
    return true;
  }
}

function localService({
  group,
  version,
  priority,
  managed,
}: Served): APIService & { readonly spec: NonNullable<APIService["spec"]> } {
  return {
    apiVersion: "apiregistration.k8s.io/v1",
    kind: "APIService",
    metadata: { name: nameOf({ group, version }), labels: { [managedLabel]: managed } },
    spec: {
      ...(group === "" ? {} : { group }),
      groupPriorityMinimum: priority.group,
      version,
      versionPriority: priority.version,
    },
  } as APIService & { readonly spec: NonNullable<APIService["spec"]> };
}

function builtInVersions(definitions: ServerObjectsOptions["definitions"]): ReadonlyMap<string, Served> {
  const found = new Map<string, Served>();
  for (const { group, version, schemaName } of definitions) {
    const priority = builtInPriority({ group, version });
    // The group of APIServices itself has none.
    if (schemaName === undefined || priority === undefined) continue;
    const served: Served = { group, version, priority, managed: sinceStart };
    found.set(nameOf(served), served);
  }
  return found;
}

function versionsOf(definition: CustomResourceDefinition | undefined): readonly string[] {
  return (definition?.spec?.versions ?? []).filter(({ served }) => served).map(({ name }) => name);
}

function namesOf(definition: CustomResourceDefinition | undefined): readonly string[] {
  const group = definition?.spec?.group ?? "";
  return versionsOf(definition).map((version) => nameOf({ group, version }));
}
