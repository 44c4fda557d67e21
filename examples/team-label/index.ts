import type { Namespace, Stored } from "@engenho/core";
import { andThen } from "@engenho/machinery";
import { type AdmissionContext, type AdmissionPlugin, type AdmissionRequest, admissionForbidden } from "@engenho/registry";

/** The label that names the team of a namespace, and of the Pods in it. */
export const teamLabel = "example.com/team";

/**
 * Gives each new Pod the team of its namespace, and refuses to have it changed. A plugin with both steps: `mutate` fills in
 * what is absent, `validate` judges what all plugins and the kind have made of the object.
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

/** The team of the namespace that a request writes to; undefined if it has none. A backend may answer now or later. */
function teamOf({ namespace }: AdmissionRequest, { get }: AdmissionContext) {
  const found = get({ group: "", kind: "Namespace", namespace: "", name: namespace });
  return andThen(found, (object) => (object as Stored<Namespace> | undefined)?.metadata.labels?.[teamLabel]);
}
