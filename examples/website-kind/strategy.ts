import type { StatusCause, Stored } from "@engenho/core";
import { Causes, dns1123SubdomainFaults } from "@engenho/machinery";
import { type Strategy, statusSubresource } from "@engenho/registry";
import type { Website } from "./website.js";

/** The special behaviour of a Website: status is only written through `/status`, and the host is validated and immutable. */
export const websiteStrategy: Strategy = {
  ...statusSubresource({ readyReplicas: 0 }),
  validateCreate: validate,
  validateUpdate(next: Website, current: Stored<Website>): readonly StatusCause[] {
    const causes = new Causes();
    const [host, earlier] = [next.spec?.host, current.spec?.host];
    if (host !== earlier) causes.invalid("spec.host", host, "field is immutable");
    return [...validate(next), ...causes.list];
  },
};

function validate({ spec = {} }: Website): readonly StatusCause[] {
  const causes = new Causes();
  const { host = "", replicas = 0 } = spec;
  if (host === "") causes.required("spec.host");
  else for (const fault of dns1123SubdomainFaults(host)) causes.invalid("spec.host", host, fault);
  if (replicas < 0) causes.invalid("spec.replicas", replicas, "must be greater than or equal to 0");
  return causes.list;
}
