import type { Namespace, Stored } from "@engenho/core";
import { andThen } from "@engenho/machinery";
import {
  type AdmissionContext,
  type AdmissionPlugin,
  type AdmissionRequest,
  admissionForbidden,
} from "@engenho/registry";

/** The label with the team of a namespace and of its Pods. */
export const teamLabel = "example.com/team";

/**
 * Sets the team label of new Pods to that of their namespace, and rejects changes of it. A plugin with both phases: `mutate`
 * sets the absent label, `validate` sees the object after all plugins and the kind's strategy.
 */
export const teamOfNamespace: AdmissionPlugin = {
  name: "TeamOfNamespace",
  handles: (operation, { definition }, subresource) =>
    operation !== "DELETE" && subresource === "" && definition.group === "" && definition.kind === "Pod",
  mutate: (request, context) =>
    andThen(teamOf(request, context), (team) => {
      const { object } = request;
      const { labels } = object.metadata;
      if (team === undefined || labels?.[teamLabel] !== undefined) return object;
      return { ...object, metadata: { ...object.metadata, labels: { ...labels, [teamLabel]: team } } };
    }),
  validate: (request, context) =>
    andThen(teamOf(request, context), (team) => {
      const named = request.object?.metadata.labels?.[teamLabel];
      if (team === undefined || named === team) return;
      throw admissionForbidden(request, { reason: `it belongs to the team ${team} of its namespace, not to ${named}` });
    }),
};

/** The team of the request's namespace; undefined if it has none. Backends may be asynchronous. */
function teamOf({ namespace }: AdmissionRequest, { get }: AdmissionContext) {
  const found = get({ group: "", kind: "Namespace", namespace: "", name: namespace });
  return andThen(found, (object) => (object as Stored<Namespace> | undefined)?.metadata.labels?.[teamLabel]);
}
