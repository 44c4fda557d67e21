import {
  createKeyedController,
  type FlowSchema,
  findObject,
  flowSchemas,
  formatTime,
  type KeyedController,
  type PriorityLevelConfiguration,
  priorityLevelConfigurations,
  type Stored,
} from "@engenho/core";
import { standardFlowSchemas, standardPriorityLevels } from "@engenho/kinds";
import { allObjects } from "./all-objects.js";
import type { ServerObjectsOptions } from "./index.js";

const autoUpdate = { "apf.kubernetes.io/autoupdate-spec": "true" };
const flowPrefix = "flow/";
const levelPrefix = "level/";

/**
 * Maintains the bootstrap FlowSchemas and priority levels, which are recreated when they are deleted, and the condition
 * `Dangling` of each FlowSchema. Upstream: pkg/registry/flowcontrol/rest, and the condition `Dangling` of
 * k8s.io/apiserver pkg/util/flowcontrol. The controller in flow-control-follower.ts applies them to the server.
 */
export function createFlowControlBootstrap(
  options: Pick<ServerObjectsOptions, "store" | "clock" | "logger">,
): KeyedController {
  const { store, clock, logger } = options;

  async function settleLevel(name: string): Promise<boolean> {
    const spec = standardPriorityLevels.get(name);
    if (spec === undefined || (await findObject(store, priorityLevelConfigurations, { name })) !== undefined) {
      return false;
    }
    await store.create<PriorityLevelConfiguration>({
      apiVersion: "flowcontrol.apiserver.k8s.io/v1",
      kind: "PriorityLevelConfiguration",
      metadata: { name, annotations: autoUpdate },
      spec,
    } as PriorityLevelConfiguration);
    return true;
  }

  async function settleFlow(name: string): Promise<boolean> {
    const current = await findObject<FlowSchema>(store, flowSchemas, { name });
    const spec = standardFlowSchemas.get(name);
    if (current === undefined && spec === undefined) return false;
    const flow = current ?? (await store.create<FlowSchema>(standardFlow(name, spec as NonNullable<typeof spec>)));
    return (await sayWhetherDangling(flow)) || current === undefined;
  }

  async function sayWhetherDangling(flow: Stored<FlowSchema>): Promise<boolean> {
    const level = flow.spec?.priorityLevelConfiguration?.name ?? "";
    const exists = (await findObject(store, priorityLevelConfigurations, { name: level })) !== undefined;
    const known = flow.status?.conditions?.find(({ type }) => type === "Dangling");
    const next = dangling(level, exists);
    if (known?.status === next.status && known.message === next.message) return false;
    const lastTransitionTime = known?.status === next.status ? known.lastTransitionTime : formatTime(clock.now());
    const others = (flow.status?.conditions ?? []).filter(({ type }) => type !== "Dangling");
    const conditions = [...others, { ...next, lastTransitionTime }];
    const { name } = flow.metadata;
    await store.subresource(flowSchemas, { name }, "status").update({ ...flow, status: { conditions } } as FlowSchema);
    return true;
  }

  return createKeyedController({
    name: "flow-control-bootstrap",
    store,
    clock,
    logger,
    watches: [
      { kind: flowSchemas, keysOf: ({ object }) => [flowPrefix + object.metadata.name] },
      {
        kind: priorityLevelConfigurations,
        keysOf: async ({ object }) => [levelPrefix + object.metadata.name, ...(await flowsTo(object.metadata.name))],
      },
    ],
    async listKeys(slice) {
      const flows = (await allObjects(store, flowSchemas, slice)).map(({ metadata }) => metadata.name);
      return [
        ...[...standardPriorityLevels.keys()].map((name) => levelPrefix + name),
        ...[...new Set([...standardFlowSchemas.keys(), ...flows])].map((name) => flowPrefix + name),
      ];
    },
    async reconcile(key) {
      const name = key.slice(key.indexOf("/") + 1);
      return { changed: await (key.startsWith(flowPrefix) ? settleFlow(name) : settleLevel(name)) };
    },
  });

  async function flowsTo(level: string): Promise<readonly string[]> {
    const { items } = await store.list(flowSchemas);
    return items
      .filter(({ spec }) => spec?.priorityLevelConfiguration?.name === level)
      .map(({ metadata }) => flowPrefix + metadata.name);
  }
}

function standardFlow(name: string, spec: NonNullable<FlowSchema["spec"]>): FlowSchema {
  return {
    apiVersion: "flowcontrol.apiserver.k8s.io/v1",
    kind: "FlowSchema",
    metadata: { name, annotations: autoUpdate },
    spec,
  } as FlowSchema;
}

/** The condition of a FlowSchema that references a priority level, in upstream's words. */
function dangling(level: string, exists: boolean) {
  const about = `This FlowSchema references the PriorityLevelConfiguration object named ${JSON.stringify(level)}`;
  return exists
    ? { type: "Dangling", status: "False", reason: "Found", message: `${about} and it exists` }
    : { type: "Dangling", status: "True", reason: "NotFound", message: `${about} but there is no such object` };
}
