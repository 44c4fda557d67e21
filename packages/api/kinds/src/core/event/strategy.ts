import type { KubernetesObject, StatusCause } from "@engenho/core";
import { byteLength, Causes, dns1123SubdomainFaults, qualifiedNameFaults } from "@engenho/machinery";
import type { Strategy } from "@engenho/registry";

/** An Event in its stored form: that of core/v1, whichever group it was written in. */
export interface CoreEvent extends KubernetesObject {
  readonly involvedObject?: { readonly namespace?: string };
  readonly related?: object;
  readonly eventTime?: string | null;
  readonly firstTimestamp?: string | null;
  readonly lastTimestamp?: string | null;
  readonly count?: number;
  readonly reportingComponent?: string;
  readonly reportingInstance?: string;
  readonly action?: string;
  readonly reason?: string;
  readonly message?: string;
  readonly type?: string;
  readonly source?: { readonly component?: string; readonly host?: string };
  readonly series?: { readonly count?: number; readonly lastObservedTime?: string | null };
}

const limits = { reportingInstance: 128, action: 128, reason: 128, message: 1024 } as const;

/** Event of core/v1: in the namespace of its involved object, or in `default`. */
export const eventStrategy: Strategy = {
  // Upstream validates the metadata by apimachinery's generic rules alone.
  qualifiedFinalizers: false,
  allowCreateOnUpdate: true,
  validateCreate: (event: CoreEvent) => validate(event),
  validateUpdate: (next: CoreEvent) => validate(next),
};

function validate(event: CoreEvent): readonly StatusCause[] {
  const causes = new Causes();
  checkEvent(event, "reportingComponent", causes);
  return causes.list;
}

/**
 * The rules for Events of both groups. `controllerField` is the group's name of the field for the reporting component.
 * Upstream: legacyValidateEvent.
 */
export function checkEvent(event: CoreEvent, controllerField: string, causes: Causes): void {
  const about = event.involvedObject?.namespace ?? "";
  const { namespace = "" } = event.metadata;
  // Only Events with an eventTime are validated further.
  const isTimed = (event.eventTime ?? "") !== "";
  const astray = isTimed
    ? about === "" && namespace !== "default" && namespace !== "kube-system"
    : about === ""
      ? namespace !== "" && namespace !== "default"
      : about !== namespace;
  if (astray) causes.invalid("involvedObject.namespace", about, "does not match event.namespace");
  if (isTimed) checkTimedEvent(event, controllerField, causes);
  causes.invalidEach("namespace", namespace, dns1123SubdomainFaults(namespace));
}

function checkTimedEvent(event: CoreEvent, controllerField: string, causes: Causes): void {
  const { reportingComponent: controller = "" } = event;
  if (controller === "") causes.required(controllerField);
  causes.invalidEach(controllerField, controller, qualifiedNameFaults(controller));
  for (const [name, limit] of Object.entries(limits) as [keyof typeof limits, number][]) {
    const text = event[name] ?? "";
    if (text === "" && name !== "message") causes.required(name);
    if (byteLength(text) > limit) causes.invalid(name, "", `can have at most ${limit} characters`);
  }
}
