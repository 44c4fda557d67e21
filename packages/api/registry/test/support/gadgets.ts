import type { KubernetesObject } from "@engenho/core";
import { FakeClock, seededRandom } from "@engenho/core/testing";
import { metaSchemas } from "@engenho/machinery";
import {
  type AdmissionPlugin,
  type AdmissionRequest,
  createRegistry,
  type KindDefinition,
  kindDefinition,
  type RegistryStore,
  type Strategy,
  type SubresourceContext,
} from "@engenho/registry";
import { TableBackend } from "./table-backend.js";

/** An object of a kind made for tests. */
export interface Gadget extends KubernetesObject {
  readonly spec?: { readonly size?: number; readonly color?: string };
  readonly status?: { readonly phase?: string };
}

/** The kind Gadget. */
export const gadgets = { apiVersion: "example.com/v1", kind: "Gadget" } as const;
/** The key of {@link gadget}. */
export const key = { namespace: "a", name: "x" };
/** A Gadget named `x`. */
export const gadget = (more: Partial<Gadget> = {}): Gadget => ({ ...gadgets, metadata: key, ...more });
const objectMeta = metaSchemas.reference("io.k8s.apimachinery.pkg.apis.meta.v1.ObjectMeta");
const pressBody = { group: "example.com", version: "v1", kind: "Press" };
/** A body for `/press`. */
export const press = { apiVersion: "example.com/v1", kind: "Press", metadata: {} };

/** A kind whose strategy records its steps, with `/status` and with `/press`, which `onPress` handles. */
function gadgetKind(steps: string[], onPress: (context: SubresourceContext) => Promise<unknown>): KindDefinition {
  const record =
    <T>(step: string, result: (object: KubernetesObject) => T) =>
    (object: KubernetesObject): T => {
      steps.push(step);
      return result(object);
    };
  const prepare = record("prepare", (object) => object);
  const validate = record("validate", (object) =>
    ((object as Gadget).spec?.size ?? 0) > 10
      ? [{ reason: "FieldValueInvalid", message: "Invalid value: too large", field: "spec.size" }]
      : [],
  );
  const strategy: Strategy = {
    allowCreateOnUpdate: true,
    prepareForCreate: prepare,
    prepareForUpdate: prepare,
    prepareForStatusUpdate: prepare,
    validateCreate: validate,
    validateUpdate: validate,
    validateStatusUpdate: validate,
  };
  return kindDefinition({
    group: "example.com",
    version: "v1",
    kind: "Gadget",
    schema: {
      type: "object",
      properties: {
        spec: {
          type: "object",
          properties: { size: { type: "integer", default: 3 }, color: { type: "string" } },
        },
        status: { type: "object", properties: { phase: { type: "string" } } },
      },
    },
    subresources: [
      "status",
      {
        name: "press",
        verbs: ["create"],
        body: pressBody,
        schema: {
          type: "object",
          properties: { apiVersion: { type: "string" }, kind: { type: "string" }, metadata: objectMeta },
        },
        create: async (context, body) => {
          steps.push("handler");
          await onPress(context);
          return body;
        },
      },
    ],
    strategy: () => strategy,
  });
}

/** A registry of gadgets, and what happens in it. */
export interface GadgetWorld {
  readonly store: RegistryStore;
  /** The steps of all requests since the last `clear`. */
  readonly steps: string[];
  /** The requests that the plugin has seen in `mutate` and in `validate`. */
  readonly seen: { readonly mutate: AdmissionRequest[]; readonly validate: AdmissionRequest[] };
  /** The operations and subresources that `handles` was asked about. */
  readonly asked: string[];
  clear(): void;
}

/** Options of {@link openGadgets}. */
export interface GadgetWorldOptions {
  /** The first random numbers; the last one is repeated. */
  readonly random?: readonly number[];
  readonly plugin?: Partial<AdmissionPlugin>;
  readonly onPress?: (context: SubresourceContext) => Promise<unknown>;
}

/** A registry of gadgets with a plugin that records, and behaves like `plugin` apart from that. */
export function openGadgets({
  plugin = {},
  onPress = async () => undefined,
  random = [],
}: GadgetWorldOptions = {}): GadgetWorld {
  const seeded = seededRandom(1);
  let drawn = 0;
  const steps: string[] = [];
  const seen: GadgetWorld["seen"] = { mutate: [], validate: [] };
  const asked: string[] = [];
  class RecordingBackend extends TableBackend {
    override commit(...change: Parameters<TableBackend["commit"]>) {
      steps.push("commit");
      return super.commit(...change);
    }
  }
  const recording: AdmissionPlugin = {
    name: "Recording",
    handles(operation, { qualifiedName }, subresource) {
      asked.push(`${operation} ${qualifiedName}/${subresource}`);
      return plugin.handles?.(operation, undefined as never, subresource) ?? true;
    },
    mutate(request, context, passes) {
      steps.push(`mutate ${request.operation} ${request.subresource}`.trim());
      seen.mutate.push(request);
      return plugin.mutate?.(request, context, passes) ?? request.object;
    },
    beforeDeletion(request, context) {
      steps.push(`before ${request.operation}`);
      return plugin.beforeDeletion?.(request, context);
    },
    validate(request, context) {
      steps.push(`admit ${request.operation} ${request.subresource}`.trim());
      seen.validate.push(request);
      return plugin.validate?.(request, context);
    },
  };
  const store = createRegistry(new RecordingBackend(), {
    kinds: [gadgetKind(steps, onPress)],
    admission: [recording],
    clock: new FakeClock(),
    random: { uuid: () => seeded.uuid(), next: () => random[Math.min(drawn++, random.length - 1)] ?? seeded.next() },
  });
  const clear = () => {
    for (const list of [steps, seen.mutate, seen.validate]) list.length = 0;
  };
  return { store, steps, seen, asked, clear };
}
