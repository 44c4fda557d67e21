import type { KubernetesObject, StatusCause, Stored } from "@engenho/core";
import { deepEqual } from "../deep-equal.js";
import type { Strategy } from "../strategy.js";
import { byteLength } from "../text-encoding.js";
import { Causes } from "../validation/causes.js";
import { dns1123SubdomainFaults, qualifiedNameFaults } from "../validation/names.js";

/** An Event in either of its forms: core/v1, and events.k8s.io/v1, which calls some fields otherwise. */
interface AnyEvent extends KubernetesObject {
  readonly involvedObject?: { readonly namespace?: string };
  readonly regarding?: { readonly namespace?: string };
  readonly eventTime?: string | null;
  readonly reportingComponent?: string;
  readonly reportingController?: string;
  readonly reportingInstance?: string;
  readonly action?: string;
  readonly reason?: string;
  readonly message?: string;
  readonly note?: string;
  readonly type?: string;
  readonly deprecatedCount?: number;
  readonly deprecatedFirstTimestamp?: string | null;
  readonly deprecatedLastTimestamp?: string | null;
  readonly deprecatedSource?: { readonly component?: string; readonly host?: string };
  readonly series?: { readonly count?: number; readonly lastObservedTime?: string | null };
}

const limits = { reportingInstance: 128, action: 128, reason: 128, message: 1024 } as const;

/** Event: it stands in the namespace of what it is about, or in `default`. One of events.k8s.io/v1 is checked more strictly. */
export const eventStrategy: Strategy = {
  allowCreateOnUpdate: true,
  validateCreate(event: AnyEvent): readonly StatusCause[] {
    const causes = new Causes();
    checkEvent(event, causes);
    if (isNewForm(event)) checkNewForm(event, causes);
    return causes.list;
  },
  validateUpdate(next: AnyEvent, current: Stored<AnyEvent>): readonly StatusCause[] {
    const causes = new Causes();
    checkEvent(next, causes);
    if (isNewForm(next) && !deepEqual(next.series, current.series)) checkSeries(next, causes);
    return causes.list;
  },
};

function isNewForm(event: AnyEvent): boolean {
  return event.apiVersion !== "v1";
}

function checkEvent(event: AnyEvent, causes: Causes): void {
  const about = (event.involvedObject ?? event.regarding)?.namespace ?? "";
  const { namespace = "" } = event.metadata;
  // Only events that say when they happened are checked further (legacyValidateEvent).
  const isTimed = (event.eventTime ?? "") !== "";
  const astray = isTimed
    ? about === "" && namespace !== "default" && namespace !== "kube-system"
    : about === ""
      ? namespace !== "" && namespace !== "default"
      : about !== namespace;
  if (astray) causes.invalid("involvedObject.namespace", about, "does not match event.namespace");
  if (isTimed) checkTimedEvent(event, causes);
  causes.invalidEach("namespace", namespace, dns1123SubdomainFaults(namespace));
}

function checkTimedEvent(event: AnyEvent, causes: Causes): void {
  const controller = event.reportingComponent ?? event.reportingController ?? "";
  const field = isNewForm(event) ? "reportingController" : "reportingComponent";
  if (controller === "") causes.required(field);
  causes.invalidEach(field, controller, qualifiedNameFaults(controller));
  for (const [name, limit] of Object.entries(limits) as [keyof typeof limits, number][]) {
    const text = (name === "message" ? (event.message ?? event.note) : event[name]) ?? "";
    if (text === "" && name !== "message") causes.required(name);
    if (byteLength(text) > limit) causes.invalid(name, "", `can have at most ${limit} characters`);
  }
}

/** Upstream names the fields here as core/v1 has them. */
function checkNewForm(event: AnyEvent, causes: Causes): void {
  checkSeries(event, causes);
  if ((event.eventTime ?? "") === "") causes.required("eventTime");
  if (event.type !== "Normal" && event.type !== "Warning")
    causes.invalid("type", "", `has invalid value: ${event.type ?? ""}`);
  const { deprecatedSource = {} } = event;
  const unwanted = {
    firstTimestamp: event.deprecatedFirstTimestamp ?? "",
    lastTimestamp: event.deprecatedLastTimestamp ?? "",
    count: (event.deprecatedCount ?? 0) === 0 ? "" : "set",
    source: `${deprecatedSource.component ?? ""}${deprecatedSource.host ?? ""}`,
  };
  for (const [field, value] of Object.entries(unwanted))
    if (value !== "") causes.invalid(field, "", "needs to be unset");
}

function checkSeries({ series }: AnyEvent, causes: Causes): void {
  if (series === undefined) return;
  if ((series.count ?? 0) < 2) causes.invalid("series.count", "", "should be at least 2");
  if ((series.lastObservedTime ?? "") === "") causes.required("series.lastObservedTime");
}
