import type { Event, StatusCause } from "@engenho/core";
import type { Strategy } from "../strategy.js";
import { Causes } from "../validation/causes.js";
import { byteLength } from "../validation/labels.js";
import { dns1123SubdomainFaults, qualifiedNameFaults } from "../validation/names.js";

const maxLength = { reportingInstance: 128, action: 128, reason: 128, message: 1024 } as const;

/** Event, as core/v1 keeps it: it stands in the namespace of what it is about, or in `default`. */
export const eventStrategy: Strategy = {
  allowCreateOnUpdate: true,
  validateCreate: validate,
  validateUpdate: validate,
};

function validate(event: Event): readonly StatusCause[] {
  const causes = new Causes();
  const about = event.involvedObject?.namespace ?? "";
  const { namespace = "" } = event.metadata;
  // Only events of the new kind say when they happened, and only they are checked further (legacyValidateEvent).
  const isNew = (event.eventTime ?? "") !== "";
  const astray = isNew
    ? about === "" && namespace !== "default" && namespace !== "kube-system"
    : about === ""
      ? namespace !== "" && namespace !== "default"
      : about !== namespace;
  if (astray) causes.invalid("involvedObject.namespace", about, "does not match event.namespace");
  if (isNew) checkNewEvent(event, causes);
  causes.invalidEach("namespace", namespace, dns1123SubdomainFaults(namespace));
  return causes.list;
}

function checkNewEvent(event: Event, causes: Causes): void {
  const controller = event.reportingComponent ?? "";
  if (controller === "") causes.required("reportingComponent");
  causes.invalidEach("reportingComponent", controller, qualifiedNameFaults(controller));
  for (const [field, limit] of Object.entries(maxLength) as [keyof typeof maxLength, number][]) {
    const text = event[field] ?? "";
    if (text === "" && field !== "message") causes.required(field);
    if (byteLength(text) > limit) causes.invalid(field, "", `can have at most ${limit} characters`);
  }
}
